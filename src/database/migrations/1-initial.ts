import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `seq` orders rows by creation for pagination; ids are opaque. Big ids of a foreign table never cascade silently. */
export class Initial1764000000000 implements MigrationInterface {
  readonly name = 'Initial1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table installation as select gen_random_uuid()::text as id;

      create table accounts (
        id text primary key,
        created_at timestamptz not null default now()
      );
      create table api_keys (
        id text primary key,
        seq bigint generated always as identity unique,
        account_id text not null references accounts,
        name text not null,
        email text not null,
        secret_hash bytea not null,
        previous_secret_hash bytea,
        previous_valid_until timestamptz,
        scopes text[] not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz
      );
      create index on api_keys (account_id);

      create table datasets (
        id text primary key,
        seq bigint generated always as identity unique,
        account_id text not null references accounts,
        filename text not null,
        bytes bigint not null,
        sha256 text not null,
        blob_key text not null,
        report_task_id text,
        created_at timestamptz not null default now()
      );
      create index on datasets (account_id, seq);

      create table tasks (
        id text primary key,
        seq bigint generated always as identity unique,
        account_id text not null references accounts,
        key_id text not null,
        kind text not null,
        status text not null,
        stage text,
        progress double precision not null default 0,
        request jsonb not null,
        dataset_id text,
        model_id text,
        error jsonb,
        result jsonb,
        isolation jsonb,
        attempt integer not null default 0,
        worker_id text,
        lease_until timestamptz,
        cancel_requested_at timestamptz,
        created_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz
      );
      create index on tasks (account_id, seq);
      create index on tasks (status) where status not in ('succeeded', 'failed', 'cancelled');

      create table task_events (
        id bigint generated always as identity primary key,
        task_id text not null references tasks on delete cascade,
        at timestamptz not null default now(),
        stage text not null,
        progress double precision not null,
        message text not null,
        figures jsonb not null default '[]'
      );
      create index on task_events (task_id, id);

      create table artifacts (
        task_id text not null references tasks on delete cascade,
        name text not null,
        blob_key text not null,
        bytes bigint not null,
        sha256 text not null,
        primary key (task_id, name)
      );

      create table models (
        id text primary key,
        seq bigint generated always as identity unique,
        account_id text not null references accounts,
        name text not null,
        version integer not null,
        task_id text not null unique,
        dataset_id text not null,
        model_type text not null,
        algorithm text not null,
        result jsonb not null,
        certificate text not null,
        certified boolean not null,
        model_key text not null,
        model_sha256 text not null,
        model_bytes bigint not null,
        created_at timestamptz not null default now(),
        unique (account_id, name, version)
      );
      create index on models (account_id, seq);

      create table signing_keys (
        key_id text primary key,
        public_pem text not null,
        created_at timestamptz not null default now()
      );

      create table blobs (
        key text primary key,
        bytes bigint not null,
        created_at timestamptz not null default now()
      );
      create table blob_chunks (
        key text not null,
        chunk integer not null,
        data bytea not null,
        written_at timestamptz not null default now(),
        primary key (key, chunk)
      );
      alter table blob_chunks alter column data set storage external;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table blob_chunks, blobs, signing_keys, models, artifacts, task_events, tasks, datasets, api_keys, accounts, installation
    `);
  }
}
