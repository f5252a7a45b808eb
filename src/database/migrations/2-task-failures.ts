import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `failures`: attempts that count against a task. `attempt` only ever grows, since it fences, and grows at every restart too. */
export class TaskFailures1764000000002 implements MigrationInterface {
  readonly name = 'TaskFailures1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table tasks add column failures integer not null default 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table tasks drop column failures`);
  }
}
