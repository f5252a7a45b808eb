import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { ApiError, notFound } from '../common/errors/api-error.js';
import { type Page, type PageQuery, paginate } from '../common/pagination.dto.js';
import type { Caller } from '../keys/caller.js';
import { WebhookDelivery } from './delivery.entity.js';
import type { WebhookEndpoint } from './endpoint.entity.js';
import { WebhookEvent } from './event.entity.js';
import { TEST_EVENT } from './event-types.js';
import { DeliveryView } from './webhooks.dto.js';

const opaque = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** What was sent to an endpoint, and what is to be sent to it again. */
@Injectable()
export class DeliveriesService {
  constructor(@InjectRepository(WebhookDelivery) private readonly deliveries: Repository<WebhookDelivery>) {}

  async list(endpoint: WebhookEndpoint, page: PageQuery): Promise<Page<WebhookDelivery>> {
    const query = this.deliveries
      .createQueryBuilder('row')
      .innerJoinAndSelect('row.event', 'event')
      .where('row.endpoint_id = :id', { id: endpoint.id });
    return paginate(query, page);
  }

  /** Queues an event that means nothing. */
  async test(caller: Caller, endpoint: WebhookEndpoint): Promise<DeliveryView> {
    assertEnabled(endpoint);
    return this.deliveries.manager.transaction(async (manager) => {
      const [id, eventId] = [opaque('whd'), opaque('msg')];
      const { accountId, id: endpointId } = endpoint;
      const data = { endpoint_id: endpointId, message: 'This is a test; nothing happened.' };
      await manager.insert(WebhookEvent, { id: eventId, accountId, type: TEST_EVENT, data });
      await manager.insert(WebhookDelivery, { id, accountId, endpointId, eventId });
      const body = await viewOf(manager, id);
      await caller.acceptance?.accept(manager, { status: 202, location: null, body });
      return body;
    });
  }

  /** Sends a delivery that has ended once more, with all its attempts before it. */
  async resend(caller: Caller, endpoint: WebhookEndpoint, id: string): Promise<DeliveryView> {
    assertEnabled(endpoint);
    const delivery = await this.deliveries.findOneBy({ id, endpointId: endpoint.id });
    if (!delivery) throw notFound('delivery');
    return this.deliveries.manager.transaction(async (manager) => {
      const again = { status: 'pending' as const, attempts: 0, nextAttemptAt: new Date() };
      const ended = manager
        .createQueryBuilder()
        .update(WebhookDelivery)
        .set(again)
        .where("id = :id and status <> 'pending'", { id });
      if ((await ended.execute()).affected === 0) throw new ApiError('conflict', 'The delivery is still on its way.');
      const body = await viewOf(manager, id);
      await caller.acceptance?.accept(manager, { status: 202, location: null, body });
      return body;
    });
  }
}

function assertEnabled({ disabledAt }: WebhookEndpoint): void {
  if (disabledAt !== null)
    throw new ApiError('conflict', 'The endpoint is disabled: enable it first (PATCH, enabled).');
}

async function viewOf(manager: EntityManager, id: string): Promise<DeliveryView> {
  const delivery = await manager.findOneOrFail(WebhookDelivery, { where: { id }, relations: { event: true } });
  return DeliveryView.of(delivery);
}
