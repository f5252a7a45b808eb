import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageQuery } from '../common/pagination.dto.js';
import type { TrainRequest } from '../contracts/task.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { assertOffered } from './algorithm-choice.js';
import { parseColumns, parseForm, parseHyperparameters, parseOptions } from './form.js';
import { SubmissionService } from './submission.service.js';
import { TaskEventList, TaskPage, TaskView } from './task.dto.js';
import { TasksService } from './tasks.service.js';
import { TrainForm } from './train-form.dto.js';

@ApiTags('training')
@ApiSecurity('api-key')
@Controller('api/v1')
export class TrainingController {
  constructor(
    private readonly submissions: SubmissionService,
    private readonly tasks: TasksService,
  ) {}

  /** Uploads a table and queues a training. Answers at once; the task tells how it goes and ends in a model. */
  @Post('train')
  @Needs('train')
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: TrainForm })
  async train(
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskView> {
    const task = await this.submissions.submit(caller, request, async (fields) => {
      const form = await parseForm(TrainForm, fields);
      const asked = trainRequest(form);
      assertOffered(asked);
      return { task: asked, datasetId: form.dataset_id ?? null };
    });
    void reply.header('location', `/api/v1/tasks/${task.id}`);
    return TaskView.of(task);
  }

  /** The account's tasks, newest first. */
  @Get('tasks')
  async list(@CurrentCaller() caller: Caller, @Query() page: PageQuery): Promise<TaskPage> {
    const { data, has_more } = await this.tasks.list(caller, page);
    return { data: data.map((task) => TaskView.of(task)), has_more };
  }

  /** Status, progress and outcome of a task. */
  @Get('tasks/:id')
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<TaskView> {
    return TaskView.of(await this.tasks.get(caller, id));
  }

  /** The task's log, oldest first. */
  @Get('tasks/:id/events')
  async events(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<TaskEventList> {
    const events = await this.tasks.eventsOf(await this.tasks.get(caller, id), '0');
    return { data: events.map(({ at, taskId: _, ...event }) => ({ ...event, at: at.toISOString() })) };
  }

  /** Stops a queued or running task; the container of a running one is killed. */
  @Post('tasks/:id/cancel')
  @Needs('train')
  @HttpCode(202)
  async cancel(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<TaskView> {
    return TaskView.of(await this.tasks.cancel(caller, id));
  }
}

function trainRequest(form: TrainForm): TrainRequest {
  return {
    kind: 'train',
    model_type: form.model_type,
    algorithm: form.algorithm ?? 'auto',
    target: form.target ?? null,
    columns: parseColumns(form.columns),
    hyperparameters: parseHyperparameters(form.hyperparameters),
    metric: form.metric ?? null,
    seed: form.seed ?? null,
    name: form.name ?? null,
    options: parseOptions(form.options),
  };
}
