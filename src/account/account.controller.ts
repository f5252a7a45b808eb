import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { type Caller, CurrentCaller } from '../keys/caller.js';
import { KeyView } from '../keys/keys.dto.js';
import { KeysService } from '../keys/keys.service.js';
import { StorageQuota } from '../training/storage-quota.js';
import { TasksService } from '../training/tasks.service.js';
import { CallerView } from './account.dto.js';

@ApiTags('keys')
@Controller('api/v1/keys/me')
export class AccountController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly keys: KeysService,
    private readonly tasks: TasksService,
    private readonly storage: StorageQuota,
  ) {}

  /** The key that this call was made with, what its account uses, and what it may use. */
  @Get()
  async me(@CurrentCaller() caller: Caller): Promise<CallerView> {
    const { limits } = this.env;
    const [key, { queued, running }, stored] = await Promise.all([
      this.keys.get(caller),
      this.tasks.underWay(caller),
      this.storage.used(caller),
    ]);
    return {
      ...KeyView.of(key),
      usage: { tasks_queued: queued, tasks_running: running, stored_bytes: stored },
      limits: {
        requests_per_minute: limits.requestsPerMinute,
        tasks_queued: limits.queuedPerAccount,
        stored_bytes: limits.storageBytesPerAccount,
        upload_bytes: limits.uploadBytes,
      },
    };
  }
}
