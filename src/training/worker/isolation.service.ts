import { EventEmitter } from 'node:events';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { LOGGER } from '../../common/logger.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import type { IsolationReport } from '../../contracts/worker.js';
import { measure } from '../../isolation/canary.js';
import { createSandbox } from '../../isolation/create-sandbox.js';
import type { Sandbox } from '../../isolation/sandbox.js';
import { WorkerRegistry } from '../../monitoring/worker-registry.js';
import { TaskQueue } from '../queue/task-queue.js';
import { sandboxChoice } from './sandbox-options.js';
import { WORKER_ID } from './worker-id.js';

/** /health loses "enabled" within a minute of a limit that stops holding. */
const MEASURE_EVERY_MS = 20_000;
/** While nothing can run, the next look comes sooner: jobs wait for it. */
const LOOK_AGAIN_MS = 3_000;
const SWEEP_EVERY_MS = 20_000;

const UNKNOWN: IsolationReport = {
  docker_available: false,
  isolation: 'unavailable',
  isolation_backend: 'unavailable',
  missing: [],
  measured_at: new Date(0).toISOString(),
};

/** The worker's sandbox and what a canary last measured in it. Jobs are taken only while programs can be run isolated. */
@Injectable()
export class IsolationService implements OnModuleInit, OnApplicationShutdown {
  sandbox: Sandbox;
  report = UNKNOWN;
  /** Tells of a report that promises other things than the one before it. */
  readonly changes = new EventEmitter<{ changed: [] }>();
  private measuring: NodeJS.Timeout;
  private looking: Promise<void> | null = null;
  private sweeping: NodeJS.Timeout;
  private readonly stopped = new AbortController();

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(WORKER_ID) private readonly workerId: string,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly queue: TaskQueue,
    private readonly registry: WorkerRegistry,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  async onModuleInit(): Promise<void> {
    const [installation] = await this.database.query<{ id: string }[]>('select id from installation');
    // Two installations may share a Docker host: neither may take the other's containers for its own orphans.
    const owner = { app: `algoapi-secure/${installation!.id}`, workerId: this.workerId, instance: this.workerId };
    const progress = (line: string) => this.logger.info(line);
    // Another worker sweeps at any time: it must not take the first canary for an orphan. Without Redis it does not sweep.
    await this.registry.announce(this.workerId).catch(() => undefined);
    this.sandbox = await createSandbox({ ...sandboxChoice(this.env), owner, progress });
    await this.look();
    this.sweeping = setInterval(() => void this.sweep(), SWEEP_EVERY_MS);
    await this.sweep();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    clearTimeout(this.measuring);
    clearInterval(this.sweeping);
    await this.sandbox.close();
  }

  /** The same, measured now. */
  async usableNow(): Promise<boolean> {
    await this.look();
    return this.usable;
  }

  /** Whether a task may run under what was measured; under none only where the operator said so. */
  get usable(): boolean {
    const { isolation, isolation_backend } = this.report;
    if (isolation_backend === 'none') return this.env.isolation.allowUnconfined;
    return isolation === 'enabled' || isolation === 'degraded';
  }

  private look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => (this.looking = null));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    clearTimeout(this.measuring);
    const before = this.report;
    this.report = await measure(this.sandbox, {
      signal: this.stopped.signal,
      onFailure: (err) => this.logger.warn({ err }, 'the canary could not run'),
    });
    if (this.stopped.signal.aborted) return;
    const { isolation, isolation_backend, missing } = this.report;
    if (before.isolation_backend !== isolation_backend || before === UNKNOWN) {
      this.logger.info({ isolation, isolation_backend, missing }, `isolation: ${isolation} (${isolation_backend})`);
    }
    // Before a task runs under it: whoever sees the task done reads no older word of /health.
    if (before.isolation !== isolation) this.changes.emit('changed');
    // Never a silent downgrade: without isolation jobs wait, or go to another worker.
    if (this.usable) await this.queue.goOnTaking();
    else await this.queue.stopTaking();
    this.measuring = setTimeout(() => void this.look(), this.usable ? MEASURE_EVERY_MS : LOOK_AGAIN_MS);
  }

  /** Removes what crashed workers left; what a living one runs is not touched. */
  private async sweep(): Promise<void> {
    try {
      const present = await this.registry.present();
      const swept = await this.sandbox.sweepOrphans(({ instance }) => present.has(instance));
      if (swept > 0) this.logger.warn({ swept }, 'removed containers of workers that are gone');
    } catch (err) {
      this.logger.debug({ err }, 'sweeping failed; it is tried again');
    }
  }
}
