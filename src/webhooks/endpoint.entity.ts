import { Column, Entity } from 'typeorm';
import { AccountRecord } from '../database/account-record.js';
import type { EventType } from './event-types.js';

/** Where an account wants to hear of its events. Its secrets sign; they are needed as they are, and shown once. */
@Entity('webhook_endpoints')
export class WebhookEndpoint extends AccountRecord {
  @Column('text')
  url: string;

  @Column('text')
  description: string;

  /** empty: all */
  @Column('text', { array: true })
  events: EventType[];

  @Column('bytea', { select: false })
  secret: Buffer;

  /** signs as well until `previousValidUntil`, so that a rotation interrupts nobody */
  @Column('bytea', { name: 'previous_secret', nullable: true, select: false })
  previousSecret: Buffer | null;

  @Column('timestamptz', { name: 'previous_valid_until', nullable: true })
  previousValidUntil: Date | null;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason: DisabledReason | null;

  /** since when no delivery has succeeded; null while they do */
  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince: Date | null;
}

/** `paused`: by the account. `gone`: it answered 410. `failing`: nothing was delivered for days. */
export type DisabledReason = 'paused' | 'gone' | 'failing';
