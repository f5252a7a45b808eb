import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, type Repository } from 'typeorm';
import { ApiError, notFound } from '../common/errors/api-error.js';
import { isId, newId } from '../common/ids.js';
import { type Page, type PageQuery, paginate } from '../common/pagination.dto.js';
import { Account } from './account.entity.js';
import { ApiKey, type Scope, SCOPES } from './api-key.entity.js';
import type { Caller } from './caller.js';
import { KeyCache } from './key-cache.js';
import { NewKeyView } from './keys.dto.js';
import { hashSecret, matches, newSecret } from './secret.js';

/** How long the old secret still works after a rotation. */
const ROTATION_GRACE_MS = 24 * 3600_000;

export interface NewKey {
  readonly key: ApiKey;
  /** shown once, stored nowhere */
  readonly secret: string;
}

@Injectable()
export class KeysService {
  constructor(
    @InjectRepository(ApiKey) private readonly keys: Repository<ApiKey>,
    private readonly cache: KeyCache,
  ) {}

  /** Opens an account with its first key, which may do everything. */
  async openAccount(name: string, email: string): Promise<NewKey> {
    return this.keys.manager.transaction(async (manager) => {
      const account = await manager.getRepository(Account).save({ id: newId('acct') });
      return create(manager.getRepository(ApiKey), {
        accountId: account.id,
        name,
        email,
        scopes: [...SCOPES],
        expiresAt: null,
      });
    });
  }

  async addKey(caller: Caller, name: string, scopes: Scope[], expiresAt: Date | null): Promise<NewKeyView> {
    const { email } = await this.get(caller);
    return this.keys.manager.transaction(async (manager) => {
      const values = { accountId: caller.accountId, name, email, scopes, expiresAt };
      const { key, secret } = await create(manager.getRepository(ApiKey), values);
      const body = NewKeyView.with(key, secret);
      await caller.acceptance?.accept(manager, { status: 201, location: null, body });
      return body;
    });
  }

  async list(caller: Caller, page: PageQuery): Promise<Page<ApiKey>> {
    const { accountId } = caller;
    return paginate(this.keys.createQueryBuilder('row').where('row.account_id = :accountId', { accountId }), page);
  }

  async get(caller: Caller): Promise<ApiKey> {
    const key = await this.keys.findOneBy({ id: caller.keyId, accountId: caller.accountId });
    if (!key) throw notFound('key');
    return key;
  }

  /** A new secret; the old one stays valid for a grace period. */
  async rotate(caller: Caller): Promise<NewKey> {
    const key = await this.get(caller);
    const secret = newSecret();
    key.previousSecretHash = key.secretHash;
    key.previousValidUntil = new Date(Date.now() + ROTATION_GRACE_MS);
    key.secretHash = secret.hash;
    await this.keys.save(key);
    this.cache.forget(key.id);
    return { key, secret: `${key.id}.${secret.text}` };
  }

  async revoke(caller: Caller, keyId: string): Promise<void> {
    const owned = { id: keyId, accountId: caller.accountId, revokedAt: IsNull() };
    const { affected } = await this.keys.update(owned, { revokedAt: new Date() });
    this.cache.forget(keyId);
    if (affected === 0) throw notFound('key');
  }

  /** Throws the same error for an unknown, wrong, expired or revoked key: a caller learns nothing from the difference. */
  async authenticate(presented: string): Promise<Caller> {
    const dot = presented.indexOf('.');
    const id = presented.slice(0, Math.max(dot, 0));
    const key = isId('key', id) ? await this.cache.get(id) : null;
    const hash = hashSecret(presented.slice(dot + 1));
    const current = matches(hash, key?.secretHash ?? null);
    const previous = matches(hash, key?.previousSecretHash ?? null);
    const now = Date.now();
    const inGrace = previous && (key?.previousValidUntil?.getTime() ?? 0) > now;
    const alive = key && key.revokedAt === null && (key.expiresAt === null || key.expiresAt.getTime() > now);
    if (!alive || !(current || inGrace)) {
      throw new ApiError('unauthorized', 'The API key is not valid.', [], { 'www-authenticate': 'Bearer' });
    }
    this.cache.touch(key);
    return { accountId: key.accountId, keyId: key.id, scopes: key.scopes };
  }
}

async function create(
  keys: Repository<ApiKey>,
  values: Pick<ApiKey, 'accountId' | 'name' | 'email' | 'scopes' | 'expiresAt'>,
): Promise<NewKey> {
  const secret = newSecret();
  const key = await keys.save(keys.create({ id: newId('key'), secretHash: secret.hash, ...values }));
  return { key, secret: `${key.id}.${secret.text}` };
}
