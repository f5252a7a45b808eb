import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../common/logger.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { AddressPolicy } from '../address-policy.js';
import { signedHeaders } from '../signature.js';
import { parseTarget } from '../target.js';
import { DueDeliveries, type DueDelivery, type Outcome } from './due-deliveries.js';
import { resolveTarget } from './resolve-target.js';
import { failureOf } from './send-failure.js';
import { send, type Response } from './send.js';

/** Standard Webhooks recommends 15 to 30 s. */
const TIMEOUT_MS = 15_000;
const USER_AGENT = 'AlgoAPI-Secure/2 (webhooks)';

/** Makes one attempt and writes down how it went. Neither secrets nor URLs, which may hold some, reach the log. */
@Injectable()
export class WebhookSender {
  private readonly policy: AddressPolicy;

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly due: DueDeliveries,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.policy = new AddressPolicy(env.webhooks.allowCidrs);
  }

  async attempt(delivery: DueDelivery): Promise<void> {
    const began = performance.now();
    const outcome = await this.post(delivery).then(
      (response) => outcomeOf(response, began),
      (error: unknown) => ({ ...nothing(began), error: failureOf(error).message }),
    );
    const { status, error } = outcome;
    const about = { delivery_id: delivery.id, endpoint_id: delivery.endpointId, attempt: delivery.attempts };
    if (error === null) this.logger.debug({ ...about, status }, 'webhook delivered');
    else this.logger.info({ ...about, status, reason: error }, 'webhook not delivered');
    await this.due.conclude(delivery, outcome);
  }

  private async post(delivery: DueDelivery): Promise<Response> {
    // Checked again: what the operator allows may be less now than when the endpoint was made.
    const url = parseTarget(delivery.url, this.policy);
    const address = await inTime(resolveTarget(url, this.policy));
    const payload = JSON.stringify({
      type: delivery.type,
      timestamp: delivery.happenedAt.toISOString(),
      data: delivery.data,
    });
    const message = { id: delivery.eventId, timestamp: Math.floor(Date.now() / 1000), payload };
    return send({
      url,
      address,
      body: payload,
      headers: {
        ...signedHeaders(message, delivery.secrets),
        'content-type': 'application/json',
        'user-agent': USER_AGENT,
      },
      authority: this.env.webhooks.authority,
      timeoutMs: TIMEOUT_MS,
    });
  }
}

function outcomeOf({ status, retryAfter }: Response, began: number): Outcome {
  const delivered = status >= 200 && status < 300;
  return { ...nothing(began), status, retryAfter, error: delivered ? null : `the endpoint answered ${status}` };
}

const nothing = (began: number): Outcome => ({
  status: null,
  error: null,
  retryAfter: null,
  durationMs: Math.round(performance.now() - began),
});

/** A resolver takes as long as it likes. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(TIMEOUT_MS);
  return Promise.race([
    answer,
    new Promise<never>((_, reject) => late.addEventListener('abort', () => reject(late.reason as Error))),
  ]);
}
