import { Controller, Get, Param, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { preferredWait } from '../training/prefer-wait.js';
import { TasksService } from '../training/tasks.service.js';
import { ScoringService } from './scoring.service.js';

@ApiTags('predictions')
@Controller('api/v1/tasks/:id/result.csv')
export class ResultController {
  constructor(
    private readonly tasks: TasksService,
    private readonly scoring: ScoringService,
  ) {}

  /** The scored table of a task that `predict` answered with 202; `Prefer: wait=N` holds the answer until it is there. */
  @Get()
  @Needs('predict')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  async result(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const task = await this.tasks.get(caller, id);
    return this.scoring.resultOf(await this.tasks.waitFor(caller, task, preferredWait(request, reply)));
  }
}
