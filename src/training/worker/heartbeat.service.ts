import { hostname } from 'node:os';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { WorkerRegistry } from '../../monitoring/worker-registry.js';
import { IsolationService } from './isolation.service.js';
import { RunningTasks } from './running-tasks.js';
import { WORKER_ID } from './worker-id.js';

const EVERY_MS = 3_000;

/** Tells the others that this worker lives, what it runs and what its canary measured. */
@Injectable()
export class HeartbeatService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly since = new Date().toISOString();
  private timer: NodeJS.Timeout;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(WORKER_ID) private readonly id: string,
    private readonly registry: WorkerRegistry,
    private readonly running: RunningTasks,
    private readonly isolation: IsolationService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.beat(), EVERY_MS);
    this.isolation.changes.on('changed', () => void this.beat());
    await this.beat();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.registry.leave(this.id).catch(() => undefined);
  }

  private async beat(): Promise<void> {
    const heartbeat = {
      id: this.id,
      host: hostname(),
      pid: process.pid,
      since: this.since,
      seen_at: new Date().toISOString(),
      concurrency: this.env.worker.concurrency,
      running: this.running.ids,
      isolation: this.isolation.report,
    };
    // A missed beat is seen by its absence.
    await this.registry.beat(heartbeat).catch(() => undefined);
  }
}
