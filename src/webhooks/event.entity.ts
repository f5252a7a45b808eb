import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** What happened, written by the triggers of migration 5. Its id is the `webhook-id` of every attempt to tell it. */
@Entity('webhook_events')
export class WebhookEvent {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { name: 'account_id' })
  accountId: string;

  @Column('text')
  type: string;

  @Column('jsonb')
  data: object;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
