import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bull';

export const TASK_QUEUE = 'tasks';

/** A job carries an id and nothing else: what to do is read from the database, the record of truth. */
export interface TaskTicket {
  readonly taskId: string;
}

const BEFORE_GIVING_UP_MS = 2_000;

/** The typed producer. The task's id is the job's id: adding a task twice is no error and makes no second job. */
@Injectable()
export class TaskQueue {
  constructor(@InjectQueue(TASK_QUEUE) private readonly queue: Queue<TaskTicket>) {}

  /** False while Redis is away: Bull would hold an added job in memory without a word. */
  isReady(): boolean {
    return this.queue.client.status === 'ready';
  }

  /** `waiting`: how many tasks of the same account wait already. A task queues behind its own account's, not behind all. */
  async add(taskId: string, waiting: number): Promise<void> {
    await inTime(this.queue.add({ taskId }, { jobId: taskId, priority: 1 + waiting }));
  }

  /** Takes a waiting job away; one that is being worked on stays. */
  async remove(taskId: string): Promise<void> {
    const job = await inTime(this.queue.getJob(taskId));
    if (job && !(await job.isActive())) await job.remove();
  }

  async has(taskId: string): Promise<boolean> {
    return (await inTime(this.queue.getJob(taskId))) !== null;
  }

  /** This process takes no more jobs; what runs goes on. */
  async stopTaking(): Promise<void> {
    await this.queue.pause(true, true);
  }

  async goOnTaking(): Promise<void> {
    await this.queue.resume(true);
  }

  async counts(): Promise<{ waiting: number; active: number }> {
    const { waiting, active, delayed } = await inTime(this.queue.getJobCounts());
    return { waiting: waiting + delayed, active };
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the queue did not answer in time')), BEFORE_GIVING_UP_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
