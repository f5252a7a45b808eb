import { Injectable } from '@nestjs/common';
import { ApiError, invalid } from '../common/errors/api-error.js';
import type { Caller } from '../keys/caller.js';
import type { RawRow } from '../sanitizer/recipe/index.js';
import { ModelsService } from './models.service.js';
import type { PredictionsView } from './predictions.dto.js';
import { ModelCache } from './serving/model-cache.js';

const MAX_ROWS = 10_000;

/** Answers rows from memory. */
@Injectable()
export class RowPredictions {
  constructor(
    private readonly models: ModelsService,
    private readonly cache: ModelCache,
  ) {}

  async answer(caller: Caller, id: string, body: unknown): Promise<PredictionsView> {
    const rows = parseRows(body);
    const model = await this.models.get(caller, id);
    const served = await this.cache.get(model);
    if (served.kind === 'rows') return { predictions: served.predict(rows) };
    const instead = served.kind === 'recommender' ? 'recommendations' : 'forecast';
    throw new ApiError('conflict', `A ${model.modelType} model predicts no rows; ask /api/v1/models/${id}/${instead}.`);
  }
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
