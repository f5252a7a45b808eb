import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SanitizeRequest } from '../contracts/task.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { acceptedTask } from '../training/accepted-task.js';
import { parseColumns, parseForm, parseOptions } from '../training/form.js';
import { SubmissionService } from '../training/submission.service.js';
import { TaskView } from '../training/task.dto.js';
import { TasksService } from '../training/tasks.service.js';
import { SanitizeForm } from '../training/train-form.dto.js';

@ApiTags('sanitizer')
@Controller('api/v1/sanitize')
export class SanitizerController {
  constructor(
    private readonly submissions: SubmissionService,
    private readonly tasks: TasksService,
  ) {}

  /** Uploads a table and queues its cleaning: a quality report and a clean table, without a training. */
  @Post()
  @Needs('train')
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: SanitizeForm })
  async sanitize(
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskView> {
    const task = await this.submissions.submit(caller, request, async (fields) => {
      const form = await parseForm(SanitizeForm, fields);
      return { task: sanitizeRequest(form), datasetId: form.dataset_id ?? null };
    });
    return acceptedTask(this.tasks, caller, task, { request, reply });
  }
}

function sanitizeRequest(form: SanitizeForm): SanitizeRequest {
  return {
    kind: 'sanitize',
    model_type: form.model_type ?? null,
    target: form.target ?? null,
    columns: parseColumns(form.columns),
    options: parseOptions(form.options),
  };
}
