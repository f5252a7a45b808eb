import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Who made which version the served one, and when. Never changed, never removed while the account is there. */
@Entity('model_promotions')
export class Promotion {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('text', { name: 'account_id' })
  accountId: string;

  @Column('text')
  name: string;

  @Column('text')
  action: 'promote' | 'rollback';

  /** served from then on; null: the latest */
  @Column('integer', { nullable: true })
  version: number | null;

  @Column('integer', { name: 'previous_version', nullable: true })
  previousVersion: number | null;

  /** the promotion that was in force before; a rollback of this one goes back to it */
  @Column('bigint', { name: 'previous_id', nullable: true })
  previousId: string | null;

  @Column('text')
  note: string;

  @Column('text', { name: 'key_id' })
  keyId: string;

  @CreateDateColumn({ type: 'timestamptz' })
  at: Date;
}
