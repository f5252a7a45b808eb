import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult, TypeOrmHealthIndicator } from '@nestjs/terminus';
import type { Redis } from 'ioredis';
import { REDIS } from '../common/redis/redis.module.js';
import { WorkerRegistry } from '../monitoring/worker-registry.js';
import { BLOBS, type BlobStore } from '../storage/blob-store.js';
import { TaskQueue } from '../training/queue/task-queue.js';

const TIMEOUT_MS = 2_000;

/** Each looks at one thing that the service cannot do without, and says only whether it answers. */
@Injectable()
export class HealthIndicators {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly database: TypeOrmHealthIndicator,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    private readonly queue: TaskQueue,
    private readonly workers: WorkerRegistry,
  ) {}

  readonly all = [
    () => this.database.pingCheck('database', { timeout: TIMEOUT_MS }),
    () => this.look('redis', async () => void (await this.redis.ping())),
    () => this.look('storage', () => this.blobs.probe()),
    () => this.look('queue', () => this.queue.counts()),
    () => this.look('workers', async () => ({ alive: (await this.workers.alive()).length })),
  ];

  /** An error's text could hold an address or a password: only the fact is reported. */
  private async look<Key extends string>(
    key: Key,
    probe: () => Promise<Record<string, number> | void>,
  ): Promise<HealthIndicatorResult<Key>> {
    const check = this.indicator.check(key);
    try {
      return check.up((await probe()) ?? {});
    } catch {
      return check.down();
    }
  }
}
