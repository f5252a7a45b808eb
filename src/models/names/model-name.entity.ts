import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A version's part of a name's traffic. */
export interface SplitArm {
  readonly version: number;
  /** relative to the sum of all; above 0 */
  readonly weight: number;
}

/** What an account says of a model's name beside its versions. */
@Entity('model_names')
export class ModelName {
  @PrimaryColumn('text', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('text')
  name: string;

  /** only grows: a number is never given twice */
  @Column('integer', { name: 'last_version' })
  lastVersion: number;

  /** null: the latest is served */
  @Column('integer', { name: 'promoted_version', nullable: true })
  promotedVersion: number | null;

  /** the promotion that is in force, which a rollback undoes */
  @Column('bigint', { name: 'promotion_id', nullable: true })
  promotionId: string | null;

  /** in ascending order of versions; null: one version answers all */
  @Column('jsonb', { nullable: true })
  split: SplitArm[] | null;
}
