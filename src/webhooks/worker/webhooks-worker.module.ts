import { Module } from '@nestjs/common';
import { DueDeliveries } from './due-deliveries.js';
import { WebhookDispatcher } from './webhook-dispatcher.js';
import { WebhookSender } from './webhook-sender.js';

/** The worker half: sends what the outbox holds. Only workers make requests to addresses that clients name. */
@Module({ providers: [DueDeliveries, WebhookSender, WebhookDispatcher] })
export class WebhooksWorkerModule {}
