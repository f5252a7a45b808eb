import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../common/logger.js';
import type { Task } from '../task.entity.js';
import { TaskClaims } from './task-claims.js';
import { WORKER_ID } from './worker-id.js';

/** Why a running task is stopped from outside. */
export type Interruption = 'cancelled' | 'claim_lost' | 'shutdown' | 'time_limit';

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(readonly reason: Interruption) {
    super(`interrupted: ${reason}`);
  }
}

const LOOK_EVERY_MS = 500;
const RENEW_EVERY_LOOKS = 10;

/** What runs in this worker right now: keeps its leases and hears of cancellations. */
@Injectable()
export class RunningTasks implements OnModuleInit, OnApplicationShutdown {
  private readonly running = new Map<string, { task: Task; controller: AbortController }>();
  private timer: NodeJS.Timeout;
  private looks = 0;

  constructor(
    private readonly claims: TaskClaims,
    @Inject(WORKER_ID) private readonly workerId: string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(
      () => void this.look().catch((err: unknown) => this.logger.warn({ err }, 'look failed')),
      LOOK_EVERY_MS,
    );
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  get ids(): string[] {
    return [...this.running.keys()];
  }

  /** The signal that stops this task; `Interrupted` is its reason. */
  begin(task: Task): AbortSignal {
    const controller = new AbortController();
    this.running.set(task.id, { task, controller });
    return controller.signal;
  }

  end(task: Task): void {
    this.running.delete(task.id);
  }

  interrupt(taskId: string, reason: Interruption): void {
    this.running.get(taskId)?.controller.abort(new Interrupted(reason));
  }

  interruptAll(reason: Interruption): void {
    for (const id of this.ids) this.interrupt(id, reason);
  }

  private async look(): Promise<void> {
    if (this.running.size === 0) return;
    const { cancelled, lost } = await this.claims.interrupted([...this.running.values()].map(({ task }) => task));
    for (const id of cancelled) this.interrupt(id, 'cancelled');
    for (const id of lost) this.interrupt(id, 'claim_lost');
    this.looks += 1;
    if (this.looks % RENEW_EVERY_LOOKS === 0) await this.claims.renew(this.workerId, this.ids);
  }
}
