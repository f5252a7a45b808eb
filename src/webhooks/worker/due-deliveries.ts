import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { nextDelay } from '../retry-schedule.js';

/** An attempt to be made, with all that it takes. */
export interface DueDelivery {
  readonly id: string;
  readonly endpointId: string;
  /** counted from 1, this one included */
  readonly attempts: number;
  readonly eventId: string;
  readonly type: string;
  readonly data: object;
  readonly happenedAt: Date;
  readonly url: string;
  /** the current one first */
  readonly secrets: Buffer[];
}

export interface Outcome {
  /** null where none came back */
  readonly status: number | null;
  readonly error: string | null;
  /** seconds that the receiver asked to be left alone */
  readonly retryAfter: number | null;
  readonly durationMs: number;
}

/** Longer than an attempt may take: what is still leased by then was in the hands of a worker that died. */
const LEASE = "interval '60 seconds'";
/** Attempts at once at one endpoint, over all workers: a slow one holds up itself only. */
const PER_ENDPOINT = 4;
const GIVE_UP_AFTER = "interval '5 days'";
const GONE = 410;

const CLAIM = `
  with endpoints as (
    select distinct endpoint_id from webhook_deliveries where status = 'pending' and next_attempt_at <= now()
  ), due as (
    select delivery.id from endpoints cross join lateral (
      select id from webhook_deliveries
      where endpoint_id = endpoints.endpoint_id and status = 'pending' and next_attempt_at <= now()
        and (lease_until is null or lease_until < now())
      order by next_attempt_at
      limit greatest(0, ${PER_ENDPOINT} - (
        select count(*) from webhook_deliveries busy
        where busy.endpoint_id = endpoints.endpoint_id and busy.status = 'pending' and busy.lease_until > now()))
      for update skip locked
    ) as delivery limit $1
  )
  update webhook_deliveries delivery
  set lease_until = now() + ${LEASE}, attempts = attempts + 1, attempted_at = now()
  from due, webhook_events event, webhook_endpoints endpoint
  where delivery.id = due.id and event.id = delivery.event_id and endpoint.id = delivery.endpoint_id
  returning delivery.id, delivery.endpoint_id as "endpointId", delivery.attempts, event.id as "eventId", event.type,
    event.data, event.created_at as "happenedAt", endpoint.url,
    case when endpoint.previous_valid_until > now()
      then array[endpoint.secret, endpoint.previous_secret] else array[endpoint.secret] end as secrets`;

const END = `
  update webhook_deliveries
  set status = $3, response_status = $4, error = $5, duration_ms = $6, lease_until = null,
      next_attempt_at = now() + make_interval(secs => $7)
  where id = $1 and attempts = $2 and status = 'pending'`;

const DISABLE = `
  update webhook_endpoints set disabled_at = now(), disabled_reason = $2 where id = $1 and disabled_at is null`;

const CANCEL_WAITING = `
  update webhook_deliveries set status = 'cancelled', next_attempt_at = null
  where endpoint_id = $1 and status = 'pending'`;

/** The outbox as workers see it. `attempts` fences: who lost an attempt to another worker changes nothing any more. */
@Injectable()
export class DueDeliveries {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** At most so many, leased to this worker. */
  async claim(limit: number): Promise<DueDelivery[]> {
    const [rows] = await this.database.query<[DueDelivery[], number]>(CLAIM, [limit]);
    return rows;
  }

  async conclude(delivery: DueDelivery, outcome: Outcome): Promise<void> {
    await this.database.transaction(async (manager) => {
      if (outcome.error === null) return this.succeeded(manager, delivery, outcome);
      return this.failed(manager, delivery, outcome);
    });
  }

  private async succeeded(manager: EntityManager, delivery: DueDelivery, outcome: Outcome): Promise<void> {
    await this.end(manager, delivery, outcome, 'delivered', null);
    const query = 'update webhook_endpoints set failing_since = null where id = $1 and failing_since is not null';
    await manager.query(query, [delivery.endpointId]);
  }

  private async failed(manager: EntityManager, delivery: DueDelivery, outcome: Outcome): Promise<void> {
    const gone = outcome.status === GONE;
    const delay = gone ? null : nextDelay(delivery.attempts, outcome.retryAfter, Math.random());
    await this.end(manager, delivery, outcome, delay === null ? 'failed' : 'pending', delay);
    if (gone) return this.disable(manager, delivery.endpointId, 'gone');
    const [[endpoint]] = await manager.query<[{ hopeless: boolean }[], number]>(
      `update webhook_endpoints set failing_since = coalesce(failing_since, now()) where id = $1
       returning failing_since < now() - ${GIVE_UP_AFTER} as hopeless`,
      [delivery.endpointId],
    );
    if (endpoint?.hopeless) await this.disable(manager, delivery.endpointId, 'failing');
  }

  private async end(
    manager: EntityManager,
    { id, attempts }: DueDelivery,
    { status, error, durationMs }: Outcome,
    reached: string,
    delay: number | null,
  ): Promise<void> {
    await manager.query(END, [id, attempts, reached, status, error, durationMs, delay]);
  }

  private async disable(manager: EntityManager, endpointId: string, reason: 'gone' | 'failing'): Promise<void> {
    await manager.query(DISABLE, [endpointId, reason]);
    await manager.query(CANCEL_WAITING, [endpointId]);
  }
}
