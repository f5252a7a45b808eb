import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Gauge, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { WorkerRegistry } from './worker-registry.js';

const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[], registry: Registry) =>
  new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });

const OPEN_TASKS = `
  select status, count(*) as tasks, extract(epoch from now() - min(created_at)) as oldest
  from tasks where status not in ('succeeded', 'failed', 'cancelled') group by status`;

const STATUSES = ['queued', 'sanitizing', 'training', 'verifying', 'scoring'] as const;

/** What PostgreSQL and Redis know of the installation, asked for at each scrape: the same from every web process. */
@Injectable()
export class InstallationGauges {
  private readonly registry = new Registry();
  private readonly up = gauge('algoapi_dependency_up', '1 where it answers, else 0.', ['dependency'], this.registry);
  private readonly tasks = gauge('algoapi_tasks', 'Tasks that have not ended.', ['status'], this.registry);
  private readonly oldest = gauge(
    'algoapi_queue_oldest_task_age_seconds',
    'Age of the oldest task that waits for a worker; 0 where none waits.',
    [],
    this.registry,
  );
  private readonly workers = gauge(
    'algoapi_workers',
    'Live workers by isolation, as their canary measured it.',
    ['isolation'],
    this.registry,
  );
  private readonly slots = gauge(
    'algoapi_worker_slots',
    'Tasks that the live workers run at once.',
    ['state'],
    this.registry,
  );

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly registryOfWorkers: WorkerRegistry,
  ) {}

  async exposition(): Promise<string> {
    this.registry.resetMetrics();
    await this.observe('database', () => this.lookAtTasks());
    await this.observe('redis', () => this.lookAtWorkers());
    return this.registry.metrics();
  }

  /** Whatever cannot be asked is absent from the answer, and said to be down: a stale figure would be worse. */
  private async observe(dependency: string, look: () => Promise<void>): Promise<void> {
    try {
      await look();
      this.up.set({ dependency }, 1);
    } catch {
      this.up.set({ dependency }, 0);
    }
  }

  private async lookAtTasks(): Promise<void> {
    const rows = await this.database.query<{ status: string; tasks: string; oldest: string }[]>(OPEN_TASKS);
    const found = new Map(rows.map((row) => [row.status, row]));
    for (const status of STATUSES) this.tasks.set({ status }, Number(found.get(status)?.tasks ?? 0));
    this.oldest.set(Number(found.get('queued')?.oldest ?? 0));
  }

  private async lookAtWorkers(): Promise<void> {
    const alive = await this.registryOfWorkers.alive();
    const running = alive.reduce((sum, worker) => sum + worker.running.length, 0);
    for (const isolation of ['enabled', 'degraded', 'unavailable', 'disabled'] as const) {
      this.workers.set({ isolation }, alive.filter((worker) => worker.isolation.isolation === isolation).length);
    }
    this.slots.set({ state: 'busy' }, running);
    this.slots.set(
      { state: 'free' },
      Math.max(0, alive.reduce((sum, { concurrency }) => sum + concurrency, 0) - running),
    );
  }
}
