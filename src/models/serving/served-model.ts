import type { ModelFile } from '../../contracts/model-file.js';
import type { RawRow } from '../../sanitizer/recipe/index.js';

export interface ScoredItem {
  readonly item_id: string;
  readonly score: number;
}

/** Ranks items for users. */
export interface Recommender {
  readonly kind: 'recommender';
  /** `known`: false where the user was not in the training data; then the popular items are the answer */
  recommend(userId: string, n: number, options: { includeSeen: boolean }): { items: ScoredItem[]; known: boolean };
  /** null where the item is unknown */
  similar(itemId: string, n: number): ScoredItem[] | null;
}

/** A row's answer, or why it has none. Fields by family, see Swagger. */
export type RowAnswer = Readonly<Record<string, unknown>>;

/** Answers rows, each by itself. */
export interface RowPredictor {
  readonly kind: 'rows';
  predict(rows: readonly RawRow[]): RowAnswer[];
}

export interface ForecastPoint {
  readonly time: string | number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Continues series. */
export interface Forecasts {
  readonly kind: 'forecasts';
  readonly seriesIds: readonly string[];
  /** null where the series is unknown */
  forecast(seriesId: string, horizon: number, level: number): ForecastPoint[] | null;
}

/** A model in memory, ready to answer: all that does not depend on a request is done. */
export type ServedModel = Recommender | RowPredictor | Forecasts;

/** Turns a verified file into a served model; one per family, in loaders.ts. */
export type Loader = (file: ModelFile) => ServedModel;
