import type { ModelFile } from '../../contracts/model-file.js';
import type { RawRow } from '../../sanitizer/recipe/index.js';

export interface ScoredItem {
  readonly item_id: string;
  readonly score: number;
  /** of an explained one: which items that the user met speak for it, the strongest first */
  readonly because?: ReasonItem[];
}

export interface ReasonItem {
  readonly item_id: string;
  readonly similarity: number;
  /** as the user rated it; null without ratings */
  readonly rating: number | null;
}

export interface RecommendOptions {
  readonly includeSeen: boolean;
  /** most reasons for each item; 0: none are looked for */
  readonly reasons: number;
  /** if not empty: only these items */
  readonly only: readonly string[];
  /** none of these items */
  readonly exclude: readonly string[];
}

/** Ranks items for users, and predicts what single pairs of them come to. */
export interface Recommender {
  readonly kind: 'recommender';
  predict(rows: readonly RawRow[]): RowAnswer[];
  /** `known`: false where the user was not in the training data; then the popular items are the answer */
  recommend(userId: string, n: number, options: RecommendOptions): { items: ScoredItem[]; known: boolean };
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
  /** of an explained one; their sum is the value */
  readonly components?: { readonly level: number; readonly trend: number; readonly season: number };
}

/** Continues series. */
export interface Forecasts {
  readonly kind: 'forecasts';
  readonly seriesIds: readonly string[];
  /** null where the series is unknown */
  forecast(
    seriesId: string,
    horizon: number,
    options: { readonly level: number; readonly explain: boolean },
  ): ForecastPoint[] | null;
}

/** A model in memory, ready to answer: all that does not depend on a request is done. */
export type ServedModel = Recommender | RowPredictor | Forecasts;

/** Turns a verified file into a served model; one per family, in loaders.ts. */
export type Loader = (file: ModelFile) => ServedModel;
