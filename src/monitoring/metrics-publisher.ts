import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { LOGGER } from '../common/logger.js';
import { REDIS } from '../common/redis/redis.module.js';
import { totals } from '../telemetry/metrics.js';
import { SharedCounters } from './shared-counters.js';

const EVERY_MS = 5_000;

/** Tells the installation's sums what this process counted; what a killed one had not told yet is lost, seconds at most. */
@Injectable()
export class MetricsPublisher implements OnModuleInit, OnApplicationShutdown {
  readonly counters: SharedCounters;
  private timer: NodeJS.Timeout;

  constructor(
    @Inject(REDIS) redis: Redis,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.counters = new SharedCounters(redis, totals);
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.publish(), EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.publish();
  }

  async publish(): Promise<void> {
    await this.counters.publish().catch((err: unknown) => this.logger.debug({ err }, 'metrics not told; tried again'));
  }
}
