import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ApiError } from '../common/errors/api-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Caller } from '../keys/caller.js';

const USED = `
  select coalesce((select sum(bytes) from datasets where account_id = $1), 0)
       + coalesce((select sum(a.bytes) from artifacts a join tasks t on t.id = a.task_id where t.account_id = $1), 0) as used`;

/** What an account keeps here: uploads, and what tasks made of them. */
@Injectable()
export class StorageQuota {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  /** Bytes that the account may still store. Throws `quota_exceeded` where there are none. */
  async room(caller: Caller): Promise<number> {
    const most = this.env.limits.storageBytesPerAccount;
    const room = most - (await this.used(caller));
    if (room > 0) return room;
    const detail = `The account stores ${most / (1 << 20)} MB, the most that it may (MAX_STORAGE_MB_PER_ACCOUNT). Delete datasets or models.`;
    throw new ApiError('quota_exceeded', detail);
  }

  /** bytes */
  async used({ accountId }: Caller): Promise<number> {
    const [row] = await this.database.query<{ used: string }[]>(USED, [accountId]);
    return Number(row!.used);
  }
}
