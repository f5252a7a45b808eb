import { Controller, HttpCode, Param, Post, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Idempotency } from '../common/idempotency/idempotency.decorator.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { ModelsService } from '../models/models.service.js';
import type { PredictionsView } from '../models/predictions.dto.js';
import { predictsNoRows, RowPredictions } from '../models/row-predictions.js';
import type { TaskView } from '../training/task.dto.js';
import { DescribePredict } from './predict.swagger.js';
import { bringsTable, ScoringService } from './scoring.service.js';

@ApiTags('predictions')
@Needs('predict')
@Controller('api/v1/models/:id/predict')
export class PredictController {
  constructor(
    private readonly models: ModelsService,
    private readonly rows: RowPredictions,
    private readonly scoring: ScoringService,
  ) {}

  @Post()
  @HttpCode(200)
  @Idempotency('uploads')
  @DescribePredict()
  async predict(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PredictionsView | StreamableFile | TaskView> {
    if (!bringsTable(request)) return this.rows.answer(caller, id, request.body);
    const model = await this.models.get(caller, id);
    if (model.modelType === 'forecasting') throw predictsNoRows(id);
    return this.scoring.score(caller, model, { request, reply });
  }
}
