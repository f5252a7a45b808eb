import { Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { ModelsService } from '../models/models.service.js';
import { acceptedTask } from '../training/accepted-task.js';
import { TaskView } from '../training/task.dto.js';
import { TasksService } from '../training/tasks.service.js';

@ApiTags('verification')
@Controller('api/v1/models/:id/verify')
export class VerifyController {
  constructor(
    private readonly models: ModelsService,
    private readonly tasks: TasksService,
  ) {}

  /** Has the model checked again, now, from the stored data: a task whose success is the confirmation. */
  @Post()
  @Needs('train')
  @HttpCode(202)
  async verify(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskView> {
    await this.tasks.assertAccepting(caller);
    const model = await this.models.get(caller, id);
    const task = await this.tasks.submit(caller, { kind: 'verify', model_id: model.id }, model.datasetId);
    return acceptedTask(this.tasks, caller, task, { request, reply });
  }
}
