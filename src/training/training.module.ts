import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetsModule } from '../datasets/datasets.module.js';
import { AlgorithmsController } from './algorithms.controller.js';
import { QueueModule } from './queue/queue.module.js';
import { StorageQuota } from './storage-quota.js';
import { SubmissionService } from './submission.service.js';
import { Task } from './task.entity.js';
import { TaskEvent } from './task-event.entity.js';
import { TasksService } from './tasks.service.js';
import { TrainingController } from './training.controller.js';

/** The web half: takes tasks in and tells how they go. The half that does them is worker/training-worker.module.ts. */
@Module({
  imports: [TypeOrmModule.forFeature([Task, TaskEvent]), DatasetsModule, QueueModule],
  controllers: [TrainingController, AlgorithmsController],
  providers: [TasksService, SubmissionService, StorageQuota],
  exports: [TasksService, SubmissionService, StorageQuota, QueueModule],
})
export class TrainingModule {}
