import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { AccountRecord } from '../database/account-record.js';
import { WebhookEvent } from './event.entity.js';

/** One event on its way to one endpoint, with the outcome of its last attempt. */
@Entity('webhook_deliveries')
export class WebhookDelivery extends AccountRecord {
  @Column('text', { name: 'endpoint_id' })
  endpointId: string;

  @Column('text', { name: 'event_id' })
  eventId: string;

  @ManyToOne(() => WebhookEvent)
  @JoinColumn({ name: 'event_id' })
  event: WebhookEvent;

  @Column('text')
  status: DeliveryStatus;

  @Column('integer')
  attempts: number;

  /** null once it has ended */
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt: Date | null;

  @Column('timestamptz', { name: 'attempted_at', nullable: true })
  attemptedAt: Date | null;

  @Column('integer', { name: 'response_status', nullable: true })
  responseStatus: number | null;

  @Column('text', { nullable: true })
  error: string | null;

  @Column('integer', { name: 'duration_ms', nullable: true })
  durationMs: number | null;
}

/** `cancelled`: its endpoint was disabled before it arrived. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'cancelled';
