import { CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Who owns keys, datasets, tasks and models. Opened by the first key. */
@Entity('accounts')
export class Account {
  @PrimaryColumn('text')
  id: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
