import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DeliveriesService } from './deliveries.service.js';
import { WebhookDelivery } from './delivery.entity.js';
import { WebhookEndpoint } from './endpoint.entity.js';
import { WebhookEvent } from './event.entity.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** The web half: endpoints and their log. The half that sends is worker/webhooks-worker.module.ts. */
@Module({
  imports: [TypeOrmModule.forFeature([WebhookEndpoint, WebhookEvent, WebhookDelivery])],
  controllers: [WebhooksController],
  providers: [WebhooksService, DeliveriesService],
})
export class WebhooksModule {}
