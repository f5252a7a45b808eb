import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique, IsArray, IsBoolean, IsIn, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import type { WebhookDelivery } from './delivery.entity.js';
import type { WebhookEndpoint } from './endpoint.entity.js';
import { EVENT_TYPES, type EventType } from './event-types.js';
import { showSecret } from './secret.js';

/** What an endpoint is told when it is made and may be told anew. */
class EndpointSettings {
  /** which events; all of them if left out at first, or if the list is empty */
  @ApiProperty({ enum: EVENT_TYPES, isArray: true, required: false, example: ['task.succeeded', 'task.failed'] })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(EVENT_TYPES, { each: true })
  events?: EventType[];

  /**
   * what it is for
   * @example "Training board"
   */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  description?: string;
}

export class NewEndpointBody extends EndpointSettings {
  /**
   * where events are sent: https only, on the public internet
   * @example "https://example.com/hooks/algoapi"
   */
  @IsString()
  @Length(1, 2048)
  url: string;
}

export class ChangedEndpointBody extends EndpointSettings {
  /**
   * where events are sent from now on
   * @example "https://example.com/hooks/algoapi"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2048)
  url?: string;

  /**
   * false pauses it and cancels what waits; true starts it again, also after it was disabled for failing
   * @example true
   */
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

export class EndpointView {
  /** @example "whe_c2VjcmV0LXJhbmRvbS0x" */
  id: string;
  /** @example "https://example.com/hooks/algoapi" */
  url: string;
  /** @example "Training board" */
  description: string;
  /** empty: all of them */
  @ApiProperty({ enum: EVENT_TYPES, isArray: true, example: ['task.succeeded', 'task.failed'] })
  events: string[];
  /** whether events are sent to it */
  @ApiProperty({ example: true })
  enabled: boolean;
  /** why not: `paused` by you, `gone` since it answered 410, `failing` for days */
  @ApiProperty({ type: 'string', enum: ['paused', 'gone', 'failing'], nullable: true, example: null })
  disabled_reason: string | null;
  /** since when nothing could be delivered; null while deliveries succeed */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  failing_since: string | null;
  /** until when deliveries are signed with the secret before the last rotation too */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  previous_secret_until: string | null;
  @ApiProperty({ format: 'date-time', description: 'when it was made', example: '2026-11-24T13:09:36.000Z' })
  created_at: string;

  static of(endpoint: WebhookEndpoint): EndpointView {
    const previous = endpoint.previousValidUntil;
    return {
      id: endpoint.id,
      url: endpoint.url,
      description: endpoint.description,
      events: endpoint.events,
      enabled: endpoint.disabledAt === null,
      disabled_reason: endpoint.disabledReason,
      failing_since: endpoint.failingSince?.toISOString() ?? null,
      previous_secret_until: previous && previous.getTime() > Date.now() ? previous.toISOString() : null,
      created_at: endpoint.createdAt.toISOString(),
    };
  }
}

export class NewEndpointView extends EndpointView {
  /**
   * signs every delivery, shown this once: HMAC-SHA256 by Standard Webhooks
   * @example "whsec_Zm9yLXlvdXItZXllcy1vbmx5LWtlZXAtaXQtc2FmZSE="
   */
  secret: string;

  static with(endpoint: WebhookEndpoint, secret: Buffer): NewEndpointView {
    return { ...EndpointView.of(endpoint), secret: showSecret(secret) };
  }
}

export class EndpointPage {
  /** newest first */
  data: EndpointView[];
  /**
   * whether there are more: ask again with `after` the last id
   * @example false
   */
  has_more: boolean;
}

export class DeliveryView {
  /** @example "whd_2f1c7a0e9b6d4c0f8f3e5d7b9a1c3e5f" */
  id: string;
  /**
   * the event's `webhook-id`, the same at every attempt
   * @example "msg_8d0e4f6a2b1c4d3e9f7a5b3c1d2e4f60"
   */
  event_id: string;
  /** @example "task.succeeded" */
  event_type: string;
  @ApiProperty({ enum: ['pending', 'delivered', 'failed', 'cancelled'], example: 'delivered' })
  status: string;
  /** @example 1 */
  attempts: number;
  /** of the last attempt; null where none came back */
  @ApiProperty({ type: 'integer', nullable: true, example: 204 })
  response_status: number | null;
  /** why the last attempt failed */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  error: string | null;
  /** how long the last attempt took, in milliseconds */
  @ApiProperty({ type: 'integer', nullable: true, example: 37 })
  duration_ms: number | null;
  @ApiProperty({ format: 'date-time', description: 'when it happened', example: '2026-11-24T13:09:36.000Z' })
  created_at: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: '2026-11-24T13:09:37.000Z' })
  attempted_at: string | null;
  /** null once it has ended */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  next_attempt_at: string | null;

  static of(delivery: WebhookDelivery): DeliveryView {
    return {
      id: delivery.id,
      event_id: delivery.eventId,
      event_type: delivery.event.type,
      status: delivery.status,
      attempts: delivery.attempts,
      response_status: delivery.responseStatus,
      error: delivery.error,
      duration_ms: delivery.durationMs,
      created_at: delivery.createdAt.toISOString(),
      attempted_at: delivery.attemptedAt?.toISOString() ?? null,
      next_attempt_at: delivery.nextAttemptAt?.toISOString() ?? null,
    };
  }
}

export class DeliveryPage {
  /** newest first */
  data: DeliveryView[];
  /**
   * whether there are more: ask again with `after` the last id
   * @example false
   */
  has_more: boolean;
}
