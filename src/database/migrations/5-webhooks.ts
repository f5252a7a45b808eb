import type { MigrationInterface, QueryRunner } from 'typeorm';

/** RFC 3339 in UTC with milliseconds, as everywhere in the API. */
const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * A transactional outbox. Triggers write it: whoever ends a task or makes or removes a model, in whichever process, tells
 * the account's endpoints in the same transaction, so that no event is lost and none speaks of what was rolled back.
 */
export class Webhooks1764000000005 implements MigrationInterface {
  readonly name = 'Webhooks1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhook_endpoints (
        id text primary key,
        seq bigint generated always as identity unique,
        account_id text not null references accounts,
        url text not null,
        description text not null,
        events text[] not null,
        secret bytea not null,
        previous_secret bytea,
        previous_valid_until timestamptz,
        disabled_at timestamptz,
        disabled_reason text,
        failing_since timestamptz,
        created_at timestamptz not null default now()
      );
      create index on webhook_endpoints (account_id, seq);

      create table webhook_events (
        id text primary key,
        account_id text not null references accounts,
        type text not null,
        data jsonb not null,
        created_at timestamptz not null default now()
      );
      create index on webhook_events (created_at);

      create table webhook_deliveries (
        id text primary key,
        seq bigint generated always as identity unique,
        account_id text not null references accounts,
        endpoint_id text not null references webhook_endpoints on delete cascade,
        event_id text not null references webhook_events on delete cascade,
        status text not null default 'pending',
        attempts integer not null default 0,
        next_attempt_at timestamptz default now(),
        lease_until timestamptz,
        attempted_at timestamptz,
        response_status integer,
        error text,
        duration_ms integer,
        created_at timestamptz not null default now(),
        unique (endpoint_id, event_id)
      );
      create index on webhook_deliveries (endpoint_id, seq);
      create index on webhook_deliveries (event_id);
      create index on webhook_deliveries (endpoint_id, next_attempt_at) where status = 'pending';

      create function webhook_emit(account text, kind text, payload jsonb) returns void language plpgsql as $$
      declare
        targets text[] := array(
          select id from webhook_endpoints
          where account_id = account and disabled_at is null and (events = '{}' or kind = any (events)));
        event text := 'msg_' || replace(gen_random_uuid()::text, '-', '');
      begin
        if targets = '{}' then return; end if;
        insert into webhook_events (id, account_id, type, data) values (event, account, kind, payload);
        insert into webhook_deliveries (id, account_id, endpoint_id, event_id)
          select 'whd_' || replace(gen_random_uuid()::text, '-', ''), account, target, event
          from unnest(targets) as target;
      end $$;

      create function webhook_task_ended() returns trigger language plpgsql as $$
      begin
        perform webhook_emit(new.account_id, 'task.' || new.status, jsonb_build_object(
          'task_id', new.id, 'kind', new.kind, 'status', new.status, 'model_type', new.request -> 'model_type',
          'dataset_id', new.dataset_id, 'model_id', new.model_id, 'error', new.error,
          'created_at', ${instant('new.created_at')}, 'finished_at', ${instant('new.finished_at')}));
        return null;
      end $$;
      create trigger webhook_task_ended after update of status on tasks for each row
        when (old.status is distinct from new.status and new.status in ('succeeded', 'failed', 'cancelled'))
        execute function webhook_task_ended();

      create function webhook_model_changed() returns trigger language plpgsql as $$
      declare
        model models := case when tg_op = 'DELETE' then old else new end;
      begin
        perform webhook_emit(model.account_id, case when tg_op = 'DELETE' then 'model.deleted' else 'model.created' end,
          jsonb_build_object('model_id', model.id, 'name', model.name, 'version', model.version,
            'model_type', model.model_type, 'algorithm', model.algorithm, 'certified', model.certified,
            'task_id', model.task_id, 'dataset_id', model.dataset_id, 'created_at', ${instant('model.created_at')}));
        return null;
      end $$;
      create trigger webhook_model_changed after insert or delete on models for each row
        execute function webhook_model_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger webhook_model_changed on models;
      drop trigger webhook_task_ended on tasks;
      drop function webhook_model_changed, webhook_task_ended, webhook_emit;
      drop table webhook_deliveries, webhook_events, webhook_endpoints;
    `);
  }
}
