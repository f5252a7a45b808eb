import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Claim, type ClaimedRequest, inFlight, LEASE, type StoredAnswer } from './claim.js';

/** How long an answer can be had again. */
export const KEPT = "interval '24 hours'";

const TAKE = `
  insert into idempotency_keys as known (account_id, key, owner, lease_until) values ($1, $2, $3, now() + ${LEASE})
  on conflict (account_id, key) do update
    set owner = excluded.owner, lease_until = excluded.lease_until, created_at = now(),
        fingerprint = null, status = null, location = null, body = null
    where known.created_at < now() - ${KEPT} or (known.status is null and known.lease_until < now())
  returning owner`;

const EARLIER = `
  select fingerprint, status, location, body from idempotency_keys
  where account_id = $1 and key = $2 and status is not null`;

/** Who may act under an idempotency key: the one process that PostgreSQL gave it to, until it answers or dies. */
@Injectable()
export class ClaimsService {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Throws `idempotency_in_flight` while another request under the same key is being handled. */
  async claim(request: ClaimedRequest): Promise<Claim> {
    const owner = randomUUID();
    const { accountId, key } = request;
    const taken = await this.database.query<unknown[]>(TAKE, [accountId, key, owner]);
    if (taken.length > 0) return new Claim(this.database, request, owner, null);
    const [earlier] = await this.database.query<StoredAnswer[]>(EARLIER, [accountId, key]);
    if (!earlier) throw inFlight();
    return new Claim(this.database, request, owner, earlier);
  }
}
