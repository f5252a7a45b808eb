import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an account says of a model's name: the version that is served, how traffic is split, who promoted what, and what came
 * of predictions. `last_version` only grows: a version's number is never given twice, also when the version was deleted.
 */
export class ModelNames1764000000006 implements MigrationInterface {
  readonly name = 'ModelNames1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table model_names (
        account_id text not null references accounts,
        name text not null,
        last_version integer not null,
        promoted_version integer,
        promotion_id bigint,
        split jsonb,
        primary key (account_id, name)
      );
      insert into model_names (account_id, name, last_version)
        select account_id, name, max(version) from models group by account_id, name;

      create table model_promotions (
        id bigint generated always as identity primary key,
        account_id text not null,
        name text not null,
        action text not null,
        version integer,
        previous_version integer,
        previous_id bigint references model_promotions,
        note text not null,
        key_id text not null,
        at timestamptz not null default now(),
        foreign key (account_id, name) references model_names
      );
      create index on model_promotions (account_id, name, id);

      create table model_outcomes (
        account_id text not null,
        name text not null,
        outcome_id text not null,
        version integer not null,
        kind text not null,
        score double precision not null,
        predicted jsonb,
        actual jsonb not null,
        subject text,
        at timestamptz not null default now(),
        primary key (account_id, name, outcome_id),
        foreign key (account_id, name) references model_names
      );
      create index on model_outcomes (account_id, name, version);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table model_outcomes, model_promotions, model_names');
  }
}
