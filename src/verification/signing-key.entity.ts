import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** The public half of a key that certificates were signed with. The private half never leaves its worker. */
@Entity('signing_keys')
export class SigningKeyRow {
  /** lower-case hex SHA-256 of the SPKI in DER */
  @PrimaryColumn('text', { name: 'key_id' })
  keyId: string;

  @Column('text', { name: 'public_pem' })
  publicPem: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
