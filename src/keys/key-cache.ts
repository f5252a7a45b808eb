import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { FreshCache } from '../common/fresh-cache.js';
import { ApiKey } from './api-key.entity.js';

/** A revocation reaches every other process within this time. */
const FRESH_MS = 1_000;
const MAX_ENTRIES = 10_000;
/** `last_used_at` is a hint for people: writing it on every request would double the load. */
const TOUCH_EVERY_MS = 60_000;

/** Keys by id for a moment, so that a burst of requests asks the database once. Unknown ids are cached alike. */
@Injectable()
export class KeyCache {
  private readonly fresh: FreshCache<ApiKey | null>;

  constructor(@InjectRepository(ApiKey) private readonly keys: Repository<ApiKey>) {
    this.fresh = new FreshCache((id) => keys.findOneBy({ id }), FRESH_MS, MAX_ENTRIES);
  }

  get(id: string): Promise<ApiKey | null> {
    return this.fresh.get(id);
  }

  forget(id: string): void {
    this.fresh.forget(id);
  }

  /** Not awaited, and only for a key that opened something: a caller must not tell by the time whether an id is known. */
  touch(key: ApiKey): void {
    if (key.lastUsedAt !== null && Date.now() - key.lastUsedAt.getTime() <= TOUCH_EVERY_MS) return;
    key.lastUsedAt = new Date();
    void this.keys.update({ id: key.id }, { lastUsedAt: key.lastUsedAt }).catch(() => undefined);
  }
}
