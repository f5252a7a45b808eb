import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** `label`: right (1) or wrong (0). `value`: predicted − actual. `success`: 1 or 0. `reward`: the number itself. */
export type OutcomeKind = 'label' | 'value' | 'success' | 'reward';

/** What came of a prediction, once for each id that the client gave. */
@Entity('model_outcomes')
export class Outcome {
  @PrimaryColumn('text', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('text')
  name: string;

  @PrimaryColumn('text', { name: 'outcome_id' })
  outcomeId: string;

  @Column('integer')
  version: number;

  @Column('text')
  kind: OutcomeKind;

  @Column('double precision')
  score: number;

  @Column('jsonb', { nullable: true })
  predicted: string | number | null;

  @Column('jsonb')
  actual: string | number | boolean;

  @Column('text', { nullable: true })
  subject: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  at: Date;
}
