import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { ApiError, notFound } from '../common/errors/api-error.js';
import { newId } from '../common/ids.js';
import { type Page, type PageQuery, paginate } from '../common/pagination.dto.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Caller } from '../keys/caller.js';
import { AddressPolicy } from './address-policy.js';
import { WebhookEndpoint } from './endpoint.entity.js';
import { newWebhookSecret } from './secret.js';
import { parseTarget } from './target.js';
import { ChangedEndpointBody, NewEndpointBody, NewEndpointView } from './webhooks.dto.js';

const MAX_ENDPOINTS = 20;
/** How long deliveries carry the old signature too after a rotation. */
const ROTATION_GRACE_MS = 24 * 3600_000;

const CANCEL_WAITING = `
  update webhook_deliveries set status = 'cancelled', next_attempt_at = null
  where endpoint_id = $1 and status = 'pending'`;

/** An account's endpoints. */
@Injectable()
export class WebhooksService {
  private readonly policy: AddressPolicy;

  constructor(
    @Inject(ENV) env: Env,
    @InjectRepository(WebhookEndpoint) private readonly endpoints: Repository<WebhookEndpoint>,
  ) {
    this.policy = new AddressPolicy(env.webhooks.allowCidrs);
  }

  async add(caller: Caller, { url, events = [], description = '' }: NewEndpointBody): Promise<NewEndpointView> {
    const { href } = parseTarget(url, this.policy);
    const { accountId, acceptance } = caller;
    const secret = newWebhookSecret();
    return this.endpoints.manager.transaction(async (manager) => {
      // One at a time for an account: two at once would both see the last free place.
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [accountId]);
      if ((await manager.countBy(WebhookEndpoint, { accountId })) >= MAX_ENDPOINTS)
        throw new ApiError('quota_exceeded', `The account has ${MAX_ENDPOINTS} endpoints, the most that it may have.`);
      const id = newId('whe');
      await manager.insert(WebhookEndpoint, { id, accountId, url: href, events, description, secret });
      const body = NewEndpointView.with(await manager.findOneByOrFail(WebhookEndpoint, { id }), secret);
      await acceptance?.accept(manager, { status: 201, location: locationOf(id), body });
      return body;
    });
  }

  async list(caller: Caller, page: PageQuery): Promise<Page<WebhookEndpoint>> {
    const { accountId } = caller;
    return paginate(this.endpoints.createQueryBuilder('row').where('row.account_id = :accountId', { accountId }), page);
  }

  async get(caller: Caller, id: string): Promise<WebhookEndpoint> {
    const endpoint = await this.endpoints.findOneBy({ id, accountId: caller.accountId });
    if (!endpoint) throw notFound('webhook endpoint');
    return endpoint;
  }

  async change(caller: Caller, id: string, body: ChangedEndpointBody): Promise<WebhookEndpoint> {
    const endpoint = await this.get(caller, id);
    const { enabled, url, events = endpoint.events, description = endpoint.description } = body;
    const href = url === undefined ? endpoint.url : parseTarget(url, this.policy).href;
    await this.endpoints.manager.transaction(async (manager) => {
      await manager.update(WebhookEndpoint, { id }, { url: href, events, description });
      if (enabled === true)
        await manager.update(WebhookEndpoint, { id }, { disabledAt: null, disabledReason: null, failingSince: null });
      if (enabled === false && endpoint.disabledAt === null) {
        await manager.update(WebhookEndpoint, { id }, { disabledAt: new Date(), disabledReason: 'paused' });
        await manager.query(CANCEL_WAITING, [id]);
      }
    });
    return this.get(caller, id);
  }

  /** A new secret; for a day deliveries carry the signatures of both. */
  async rotate(caller: Caller, id: string): Promise<NewEndpointView> {
    await this.get(caller, id);
    const secret = newWebhookSecret();
    await this.endpoints.update(
      { id },
      { previousSecret: () => 'secret', secret, previousValidUntil: new Date(Date.now() + ROTATION_GRACE_MS) },
    );
    return NewEndpointView.with(await this.get(caller, id), secret);
  }

  async delete(caller: Caller, id: string): Promise<void> {
    const { affected } = await this.endpoints.delete({ id, accountId: caller.accountId });
    if (affected === 0) throw notFound('webhook endpoint');
  }
}

export const locationOf = (id: string): string => `/api/v1/webhooks/${id}`;
