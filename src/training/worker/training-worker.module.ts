import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { newId } from '../../common/ids.js';
import type { Env } from '../../config/env.js';
import { Dataset } from '../../datasets/dataset.entity.js';
import { Model } from '../../models/model.entity.js';
import { RegistryModule } from '../../monitoring/registry.module.js';
import { SigningKeyRow } from '../../verification/signing-key.entity.js';
import { QueueModule } from '../queue/queue.module.js';
import { Task } from '../task.entity.js';
import { TaskEvent } from '../task-event.entity.js';
import { trainProcessor } from '../train.processor.js';
import { BlobSweeper } from './blob-sweeper.js';
import { Certificates } from './certificates.js';
import { CheckModel } from './check-model.js';
import { Commit } from './commit.js';
import { HeartbeatService } from './heartbeat.service.js';
import { IsolationService } from './isolation.service.js';
import { Reconciler } from './reconciler.js';
import { Retention } from './retention.js';
import { RunInSandbox } from './run-in-sandbox.js';
import { RunningTasks } from './running-tasks.js';
import { SanitizeTask } from './sanitize-task.js';
import { ScoreTask } from './score-task.js';
import { ShutdownService } from './shutdown.service.js';
import { TaskClaims } from './task-claims.js';
import { TaskDataset } from './task-dataset.js';
import { TaskEnding } from './task-ending.js';
import { TaskLog } from './task-log.js';
import { TaskRunner } from './task-runner.js';
import { TaskWatch } from './task-watch.js';
import { TrainTask } from './train-task.js';
import { VerifyTask } from './verify-task.js';
import { WORKER_ID } from './worker-id.js';

/** The worker half: does the tasks that the web half took in. */
@Module({})
export class TrainingWorkerModule {
  static with(env: Env): DynamicModule {
    return {
      module: TrainingWorkerModule,
      imports: [
        TypeOrmModule.forFeature([Task, TaskEvent, Dataset, Model, SigningKeyRow]),
        QueueModule,
        RegistryModule,
      ],
      providers: [
        { provide: WORKER_ID, useFactory: () => newId('wrk') },
        IsolationService,
        RunInSandbox,
        TaskClaims,
        RunningTasks,
        TaskLog,
        Certificates,
        Commit,
        CheckModel,
        TrainTask,
        VerifyTask,
        SanitizeTask,
        ScoreTask,
        TaskDataset,
        TaskEnding,
        TaskWatch,
        TaskRunner,
        Reconciler,
        BlobSweeper,
        Retention,
        HeartbeatService,
        ShutdownService,
        trainProcessor(env.worker.concurrency),
      ],
    };
  }
}
