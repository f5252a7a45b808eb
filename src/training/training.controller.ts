import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageQuery } from '../common/pagination.dto.js';
import type { TrainRequest } from '../contracts/task.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { acceptedTask } from './accepted-task.js';
import { assertOffered } from './algorithm-choice.js';
import { streamEvents } from './event-stream.js';
import { parseColumns, parseForm, parseHyperparameters, parseOptions } from './form.js';
import { preferredWait } from './prefer-wait.js';
import { SubmissionService } from './submission.service.js';
import { TaskEventList, TaskPage, TaskView } from './task.dto.js';
import { TasksService } from './tasks.service.js';
import { TrainForm } from './train-form.dto.js';

@ApiTags('training')
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
    return acceptedTask(this.tasks, caller, task, { request, reply });
  }

  /** The account's tasks, newest first. */
  @Get('tasks')
  async list(@CurrentCaller() caller: Caller, @Query() page: PageQuery): Promise<TaskPage> {
    const { data, has_more } = await this.tasks.list(caller, page);
    return { data: data.map((task) => TaskView.of(task)), has_more };
  }

  /** Status, progress and outcome of a task. */
  @Get('tasks/:id')
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskView> {
    const task = await this.tasks.get(caller, id);
    return TaskView.of(await this.tasks.waitFor(caller, task, preferredWait(request, reply)));
  }

  /** The task's log, oldest first; with `Accept: text/event-stream` as it grows, replayed from `Last-Event-ID`. */
  @Get('tasks/:id/events')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'the last event that was seen' })
  async events(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskEventList | undefined> {
    const task = await this.tasks.get(caller, id);
    const last = /^\d{1,18}$/.exec(String(headers['last-event-id'] ?? ''))?.[0] ?? '0';
    if (headers.accept?.includes('text/event-stream')) {
      await streamEvents(this.tasks, caller, task.id, last, reply);
      return undefined;
    }
    const events = await this.tasks.eventsOf(task, last);
    return { data: events.map(({ at, taskId: _, ...event }) => ({ ...event, at: at.toISOString() })) };
  }

  /** The same work on the same data again, as a new task. */
  @Post('tasks/:id/retry')
  @Needs('train')
  @HttpCode(202)
  async retry(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskView> {
    const task = await this.tasks.retry(caller, id);
    return acceptedTask(this.tasks, caller, task, { request, reply });
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
