import { Process, Processor } from '@nestjs/bull';
import type { Type } from '@nestjs/common';
import type { Job } from 'bull';
import { TASK_QUEUE, type TaskTicket } from './queue/task-queue.js';
import { TaskRunner } from './worker/task-runner.js';

/** The consumer of the queue, which only a worker may load. `concurrency`: tasks at once in this process. */
export function trainProcessor(concurrency: number): Type<unknown> {
  @Processor(TASK_QUEUE)
  class TrainProcessor {
    constructor(private readonly runner: TaskRunner) {}

    @Process({ concurrency })
    async run(job: Job<TaskTicket>): Promise<void> {
      await this.runner.run(job.data.taskId);
    }
  }
  return TrainProcessor;
}
