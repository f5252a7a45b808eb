import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { Repository } from 'typeorm';
import { LOGGER } from '../../common/logger.js';
import type { ProgramEvent } from '../../contracts/messages.js';
import type { Task } from '../task.entity.js';
import { TaskEvent } from '../task-event.entity.js';
import { TaskClaims } from './task-claims.js';
import { TaskWatch } from './task-watch.js';

/** What a running task tells its client. A lost line is no reason to lose a training: failures are logged, not thrown. */
@Injectable()
export class TaskLog {
  private readonly tails = new Map<string, Promise<void>>();

  constructor(
    @InjectRepository(TaskEvent) private readonly events: Repository<TaskEvent>,
    private readonly claims: TaskClaims,
    private readonly watch: TaskWatch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Writes lines of one task in the order in which they came, without holding up the sandbox. */
  write(task: Task, event: Omit<ProgramEvent, 'type'>): void {
    const { stage, progress, message, figures } = event;
    task.progress = progress;
    this.watch.stage(task, stage);
    this.logger.info({ task_id: task.id, stage, progress, figures }, message);
    const tail = this.tails.get(task.id) ?? Promise.resolve();
    const next = tail.then(async () => {
      await this.claims.update(task, { status: stage, stage: message.slice(0, 100), progress });
      await this.events.insert({ taskId: task.id, stage, progress, message, figures });
    });
    this.tails.set(
      task.id,
      next.catch((err: unknown) => this.logger.warn({ err, task_id: task.id }, 'event not written')),
    );
  }

  /** Waits until everything is written: the last line comes before the end of the task. */
  async flush(task: Task): Promise<void> {
    await this.tails.get(task.id);
    this.tails.delete(task.id);
  }
}
