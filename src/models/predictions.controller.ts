import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ApiError, invalid } from '../common/errors/api-error.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import type { RawRow } from '../sanitizer/recipe/index.js';
import { ModelsService } from './models.service.js';
import { ForecastBody, ForecastView, PredictBody, PredictionsView } from './predictions.dto.js';
import { ModelCache } from './serving/model-cache.js';

const MAX_ROWS = 10_000;

@ApiTags('predictions')
@ApiSecurity('api-key')
@Needs('predict')
@Controller('api/v1/models/:id')
export class PredictionsController {
  constructor(
    private readonly models: ModelsService,
    private readonly cache: ModelCache,
  ) {}

  /** Answers rows in order; a row that cannot be scored gets its own error, the rest are answered. */
  @Post('predict')
  @HttpCode(200)
  @ApiBody({ type: PredictBody })
  @ApiOkResponse({ type: PredictionsView })
  async predict(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    const rows = parseRows(body);
    const model = await this.models.get(caller, id);
    const served = await this.cache.get(model);
    if (served.kind === 'rows') return { predictions: served.predict(rows) };
    const instead = served.kind === 'recommender' ? 'recommendations' : 'forecast';
    throw new ApiError('conflict', `A ${model.modelType} model predicts no rows; ask /api/v1/models/${id}/${instead}.`);
  }

  /** The next points of a series, with intervals. */
  @Post('forecast')
  @HttpCode(200)
  async forecast(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { horizon, level, series_id }: ForecastBody,
  ): Promise<ForecastView> {
    const model = await this.models.get(caller, id);
    const served = await this.cache.get(model);
    if (served.kind !== 'forecasts') throw new ApiError('conflict', `A ${model.modelType} model continues no series.`);
    const only = served.seriesIds.length === 1 ? served.seriesIds[0] : undefined;
    const series = series_id ?? only;
    if (series === undefined) throw unknownSeries('is needed: the model knows several series', served.seriesIds);
    const points = served.forecast(series, horizon, level);
    if (points === null) throw unknownSeries('is not a series of this model', served.seriesIds);
    return { series_id: series, level, points } as ForecastView;
  }
}

function unknownSeries(what: string, ids: readonly string[]): ApiError {
  const some = ids.slice(0, 5).join(', ');
  return invalid([{ field: 'series_id', message: `${what}, as ${some}${ids.length > 5 ? ', …' : ''}` }]);
}

/** Pairs instead of objects from here on: a column may be called `__proto__`. */
function parseRows(body: unknown): RawRow[] {
  const rows: unknown = typeof body === 'object' && body !== null && 'rows' in body ? body.rows : undefined;
  if (!Array.isArray(rows)) throw invalid([{ field: 'rows', message: 'must be a list of objects, column → value' }]);
  if (rows.length === 0 || rows.length > MAX_ROWS) {
    throw invalid([{ field: 'rows', message: `must hold 1 to ${MAX_ROWS} rows; send more as CSV` }]);
  }
  return rows.map((row: unknown, i) => {
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return Object.entries(row);
    throw invalid([{ field: `rows.${i}`, message: 'must be an object, column → value' }]);
  });
}
