import { Injectable } from '@nestjs/common';
import { ApiError, invalid } from '../common/errors/api-error.js';
import type { Caller } from '../keys/caller.js';
import type { RawRow } from '../sanitizer/recipe/index.js';
import { AnsweredByView, type PredictionsView } from './predictions.dto.js';
import { Answering } from './serving/answering.js';
import { predictionIds } from './serving/prediction-id.js';
import type { RowAnswer } from './serving/served-model.js';

const MAX_ROWS = 10_000;
const MAX_SUBJECT = 1024;

/** Answers rows from memory. */
@Injectable()
export class RowPredictions {
  constructor(private readonly answering: Answering) {}

  async answer(caller: Caller, reference: string, body: unknown): Promise<PredictionsView> {
    const rows = parseRows(body);
    const { model, served } = await this.answering.by(caller, reference, parseSubject(body));
    if (served.kind === 'forecasts') throw predictsNoRows(reference);
    const idOf = predictionIds(model.id);
    const predictions = served.predict(rows).map((answer) => identified(answer, idOf));
    return { model: AnsweredByView.of(model), predictions };
  }
}

export const predictsNoRows = (reference: string): ApiError =>
  new ApiError('conflict', `A forecasting model predicts no rows; ask /api/v1/models/${reference}/forecast.`);

function identified(answer: RowAnswer, idOf: ReturnType<typeof predictionIds>): RowAnswer {
  if ('error' in answer) return answer;
  const { prediction } = answer;
  return {
    ...answer,
    prediction_id: idOf(typeof prediction === 'string' || typeof prediction === 'number' ? prediction : null),
  };
}

function parseSubject(body: unknown): string | undefined {
  const subject: unknown = typeof body === 'object' && body !== null && 'subject' in body ? body.subject : undefined;
  if (subject === undefined || subject === null) return undefined;
  if (typeof subject === 'string' && subject.length >= 1 && subject.length <= MAX_SUBJECT) return subject;
  throw invalid([{ field: 'subject', message: `must be a text of 1 to ${MAX_SUBJECT} characters` }]);
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
