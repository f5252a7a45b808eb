import type { DataSource, EntityManager } from 'typeorm';
import { type Acceptance, type Answer, Repeated } from '../common/idempotency/acceptance.js';
import { ApiError } from '../common/errors/api-error.js';
import { seal, unseal } from './seal.js';
import { fingerprintOf } from './fingerprint.js';

/** A claim that is not renewed for so long is void: its process is gone, and nothing was accepted. */
export const LEASE = "interval '30 seconds'";

export interface ClaimedRequest {
  readonly accountId: string;
  readonly key: string;
  readonly method: string;
  readonly url: string;
  /** under which answers are sealed; null: they are stored as they are */
  readonly sealedFor: string | null;
}

export interface StoredAnswer {
  readonly fingerprint: Buffer;
  readonly status: number;
  readonly location: string | null;
  readonly body: Buffer;
}

const RENEW_EVERY_MS = 10_000;

const OURS = 'where account_id = $1 and key = $2 and owner = $3';

/** One request's hold on an idempotency key. `owner` fences: a process that lost its claim accepts nothing any more. */
export class Claim implements Acceptance {
  private identified = false;
  private readonly renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly request: ClaimedRequest,
    private readonly owner: string,
    private readonly earlier: StoredAnswer | null,
  ) {
    if (earlier === null)
      this.renewal = setInterval(() => void this.renew().catch(() => undefined), RENEW_EVERY_MS).unref();
  }

  get isRepeat(): boolean {
    return this.earlier !== null;
  }

  async identify(content: readonly string[]): Promise<void> {
    const fingerprint = fingerprintOf(this.request.method, this.request.url, content);
    if (this.earlier !== null) throw this.repeated(this.earlier, fingerprint);
    const query = `update idempotency_keys set fingerprint = $4 ${OURS}`;
    await this.mustBeOurs(this.database.manager, query, [fingerprint]);
    this.identified = true;
  }

  async accept(manager: EntityManager, answer: Answer): Promise<void> {
    if (!this.identified) throw new Error('a request is identified before it is accepted');
    const query = `update idempotency_keys set status = $4, location = $5, body = $6 ${OURS}`;
    await this.mustBeOurs(manager, query, [answer.status, answer.location, this.encode(answer.body)]);
  }

  /** Outside of any transaction: the answer as it was given in the end, say after a wait. */
  async complete(answer: Answer): Promise<void> {
    await this.accept(this.database.manager, answer);
  }

  stopRenewing(): void {
    clearInterval(this.renewal);
  }

  /** Frees the key of a request that came to nothing. What was accepted stays. */
  async release(): Promise<void> {
    await this.database.query(`delete from idempotency_keys ${OURS} and status is null`, this.identity);
  }

  private repeated(earlier: StoredAnswer, fingerprint: Buffer): Error {
    if (!earlier.fingerprint.equals(fingerprint)) {
      const detail = 'This Idempotency-Key came with another request before. Take a new one for each new request.';
      return new ApiError('idempotency_mismatch', detail);
    }
    const { status, location } = earlier;
    const { sealedFor } = this.request;
    const body = sealedFor === null ? earlier.body.toString('utf8') : unseal(earlier.body, sealedFor);
    if (body !== null) return new Repeated({ status, location, body: JSON.parse(body) as unknown });
    const detail = 'The answer shows a secret: only the API key that asked for it, as it was then, sees it again.';
    return new ApiError('idempotency_mismatch', detail);
  }

  private encode(body: unknown): Buffer {
    const { sealedFor } = this.request;
    const text = JSON.stringify(body);
    return sealedFor === null ? Buffer.from(text, 'utf8') : seal(text, sealedFor);
  }

  private async renew(): Promise<void> {
    await this.database.query(`update idempotency_keys set lease_until = now() + ${LEASE} ${OURS}`, this.identity);
  }

  private get identity(): string[] {
    return [this.request.accountId, this.request.key, this.owner];
  }

  private async mustBeOurs(manager: EntityManager, update: string, values: readonly unknown[]): Promise<void> {
    const [, affected] = await manager.query<[unknown, number]>(update, [...this.identity, ...values]);
    if (affected !== 1) throw inFlight();
  }
}

export const inFlight = () =>
  new ApiError('idempotency_in_flight', 'Wait for its answer, or send this again a little later.', [], {
    'retry-after': '1',
  });
