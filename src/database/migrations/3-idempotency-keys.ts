import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row for each key that a client sends with a creating request. `status` is null until the request is accepted. */
export class IdempotencyKeys1764000000003 implements MigrationInterface {
  readonly name = 'IdempotencyKeys1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table idempotency_keys (
        account_id text not null references accounts,
        key text not null,
        owner text not null,
        lease_until timestamptz not null,
        fingerprint bytea,
        status integer,
        location text,
        body bytea,
        created_at timestamptz not null default now(),
        primary key (account_id, key)
      );
      create index on idempotency_keys (created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency_keys');
  }
}
