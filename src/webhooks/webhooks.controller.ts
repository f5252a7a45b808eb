import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Idempotency } from '../common/idempotency/idempotency.decorator.js';
import { PageQuery } from '../common/pagination.dto.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { DeliveriesService } from './deliveries.service.js';
import {
  ChangedEndpointBody,
  DeliveryPage,
  DeliveryView,
  EndpointPage,
  EndpointView,
  NewEndpointBody,
  NewEndpointView,
} from './webhooks.dto.js';
import { locationOf, WebhooksService } from './webhooks.service.js';

@ApiTags('webhooks')
@Needs('admin')
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly endpoints: WebhooksService,
    private readonly deliveries: DeliveriesService,
  ) {}

  /** Has the account's events sent to a URL, signed by Standard Webhooks. The answer shows the secret, this once. */
  @Post()
  @Idempotency('sealed')
  async add(
    @CurrentCaller() caller: Caller,
    @Body() body: NewEndpointBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewEndpointView> {
    const view = await this.endpoints.add(caller, body);
    void reply.header('location', locationOf(view.id));
    return view;
  }

  /** The account's endpoints, newest first. */
  @Get()
  async list(@CurrentCaller() caller: Caller, @Query() page: PageQuery): Promise<EndpointPage> {
    const { data, has_more } = await this.endpoints.list(caller, page);
    return { data: data.map((endpoint) => EndpointView.of(endpoint)), has_more };
  }

  /** One endpoint, without its secret. */
  @Get(':id')
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<EndpointView> {
    return EndpointView.of(await this.endpoints.get(caller, id));
  }

  /** Another URL, other events, a pause, or a new start after one. */
  @Patch(':id')
  async change(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: ChangedEndpointBody,
  ): Promise<EndpointView> {
    return EndpointView.of(await this.endpoints.change(caller, id, body));
  }

  /** Removes the endpoint, its log and what waits to be sent to it. */
  @Delete(':id')
  @HttpCode(204)
  async delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.endpoints.delete(caller, id);
  }

  /** A new secret; for another 24 hours deliveries are signed with the old one too. */
  @Post(':id/rotate')
  @HttpCode(200)
  @Idempotency('off')
  async rotate(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<NewEndpointView> {
    return this.endpoints.rotate(caller, id);
  }

  /** Sends an event of the type `webhook.test`; the log tells how it went. */
  @Post(':id/test')
  @HttpCode(202)
  async test(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DeliveryView> {
    return this.deliveries.test(caller, await this.endpoints.get(caller, id));
  }

  /** What was sent to the endpoint in the last 30 days, and how it went, newest first. */
  @Get(':id/deliveries')
  async log(@CurrentCaller() caller: Caller, @Param('id') id: string, @Query() page: PageQuery): Promise<DeliveryPage> {
    const { data, has_more } = await this.deliveries.list(await this.endpoints.get(caller, id), page);
    return { data: data.map((delivery) => DeliveryView.of(delivery)), has_more };
  }

  /** Sends a delivery that has ended once more, under the same `webhook-id`. */
  @Post(':id/deliveries/:delivery/resend')
  @HttpCode(202)
  async resend(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('delivery') delivery: string,
  ): Promise<DeliveryView> {
    return this.deliveries.resend(caller, await this.endpoints.get(caller, id), delivery);
  }
}
