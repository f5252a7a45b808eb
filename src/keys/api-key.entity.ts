import { Column, Entity } from 'typeorm';
import { AccountRecord } from '../database/account-record.js';

/** A key is `id.secret`; only SHA-256 of the secret is stored: 256 random bits need no slow hash. */
@Entity('api_keys')
export class ApiKey extends AccountRecord {
  @Column('text')
  name: string;

  @Column('text')
  email: string;

  @Column('bytea', { name: 'secret_hash' })
  secretHash: Buffer;

  /** valid until `previousValidUntil`, so that a rotation interrupts nobody */
  @Column('bytea', { name: 'previous_secret_hash', nullable: true })
  previousSecretHash: Buffer | null;

  @Column('timestamptz', { name: 'previous_valid_until', nullable: true })
  previousValidUntil: Date | null;

  @Column('text', { array: true })
  scopes: Scope[];

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}

/** `admin` makes and revokes keys; `train` uploads, trains, deletes; `predict` scores; `read` looks. */
export const SCOPES = ['admin', 'train', 'predict', 'read'] as const;
export type Scope = (typeof SCOPES)[number];
