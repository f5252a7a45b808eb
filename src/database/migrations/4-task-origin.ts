import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which request asked for a task, and as a part of which trace: what a worker logs and traces is found by them. */
export class TaskOrigin1764000000004 implements MigrationInterface {
  readonly name = 'TaskOrigin1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table tasks add column request_id text, add column traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table tasks drop column request_id, drop column traceparent');
  }
}
