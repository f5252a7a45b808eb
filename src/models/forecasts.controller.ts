import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiError, invalid } from '../common/errors/api-error.js';
import { Idempotency } from '../common/idempotency/idempotency.decorator.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { AnsweredByView, ForecastBody, ForecastView } from './predictions.dto.js';
import { Answering } from './serving/answering.js';
import { predictionIds } from './serving/prediction-id.js';

@ApiTags('predictions')
@Needs('predict')
@Controller('api/v1/models/:id/forecast')
export class ForecastsController {
  constructor(private readonly answering: Answering) {}

  /** The next points of a series, with intervals. */
  @Post()
  @HttpCode(200)
  @Idempotency('off')
  async forecast(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { horizon, level, series_id, subject, explain }: ForecastBody,
  ): Promise<ForecastView> {
    const { model, served } = await this.answering.by(caller, id, subject);
    if (served.kind !== 'forecasts') throw new ApiError('conflict', `A ${model.modelType} model continues no series.`);
    const only = served.seriesIds.length === 1 ? served.seriesIds[0] : undefined;
    const series = series_id ?? only;
    if (series === undefined) throw unknownSeries('is needed: the model knows several series', served.seriesIds);
    const points = served.forecast(series, horizon, { level, explain });
    if (points === null) throw unknownSeries('is not a series of this model', served.seriesIds);
    const answer = { model: AnsweredByView.of(model), prediction_id: predictionIds(model.id)(null) };
    return { ...answer, series_id: series, level, points };
  }
}

function unknownSeries(what: string, ids: readonly string[]): ApiError {
  const some = ids.slice(0, 5).join(', ');
  return invalid([{ field: 'series_id', message: `${what}, as ${some}${ids.length > 5 ? ', …' : ''}` }]);
}
