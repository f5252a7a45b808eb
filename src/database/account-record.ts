import { Column, CreateDateColumn, PrimaryColumn } from 'typeorm';

/** What every record of an account has. */
export abstract class AccountRecord {
  @PrimaryColumn('text')
  id: string;

  /** the order of creation, given by the database: pages of a list are cut by it */
  @Column({ type: 'bigint', insert: false, update: false })
  seq: string;

  @Column('text', { name: 'account_id' })
  accountId: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
