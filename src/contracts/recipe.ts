import { z } from 'zod';
import { ColumnRole, ModelType } from './model-types.js';

/**
 * How a raw row becomes model input, as plain data: stored with the model, applied to every later row, and re-applied by
 * the independent checker. One entry for each column of the file, in file order; canonical JSON (no undefined, no NaN).
 *
 * Reading a cell of a column: strip ASCII and no-break white space at both ends (`trim`), then missing if the lower-cased text is in
 * `null_tokens`; else by `kind`: number by `number`, datetime by `datetime`, boolean by `booleans`, category through
 * `aliases`. A text that its kind cannot read is missing as well (and reported). A missing cell then takes `fill.value`.
 */
export const NumberFormat = z.strictObject({
  decimal: z.enum(['.', ',']),
  /** grouping character between digits, '' for none */
  thousands: z.enum(['', ',', '.', ' ', "'", '_']),
  /** a trailing % divides by 100 */
  percent: z.boolean(),
  /** symbols or ISO 4217 codes that may stand before or after the digits, lower-case */
  currency: z.array(z.string().max(8)).max(16),
});
export type NumberFormat = z.infer<typeof NumberFormat>;

/**
 * `order` of the three date parts, `time` whether a time may follow; times without a zone are UTC.
 * `epoch-s` and `epoch-ms`: integers since 1970. `quarter`: 2019Q3. `month`: 2019-03 or Mar 2019.
 */
export const DatetimeFormat = z.strictObject({
  order: z.enum(['ymd', 'dmy', 'mdy', 'month', 'quarter', 'epoch-s', 'epoch-ms', 'time']),
});
export type DatetimeFormat = z.infer<typeof DatetimeFormat>;

export const BooleanFormat = z.strictObject({
  true: z.array(z.string().max(16)).max(16),
  false: z.array(z.string().max(16)).max(16),
});
export type BooleanFormat = z.infer<typeof BooleanFormat>;

export const ColumnKind = z.enum(['number', 'datetime', 'boolean', 'category', 'text']);
export type ColumnKind = z.infer<typeof ColumnKind>;

/** Why a column is no model input; the same codes stand in the report. */
export const DROP_REASONS = [
  'no-role',
  'empty-column',
  'constant-column',
  'mostly-missing',
  'identifier-column',
  'free-text',
  'duplicate-column',
  'target-leakage',
] as const;
export const DropReason = z.enum(DROP_REASONS);
export type DropReason = z.infer<typeof DropReason>;

export const Fill = z.strictObject({
  /** median of numbers, datetimes; mode of booleans (0 or 1) and categories; none: a missing cell stays missing */
  kind: z.enum(['median', 'mode', 'none']),
  value: z.union([z.number(), z.string(), z.null()]),
});
export type Fill = z.infer<typeof Fill>;

export const RecipeColumn = z.strictObject({
  name: z.string(),
  role: ColumnRole.nullable(),
  kind: ColumnKind,
  /** not null: the column is no part of the model's table */
  dropped: DropReason.nullable(),
  null_tokens: z.array(z.string().max(64)).max(128),
  number: NumberFormat.nullable(),
  datetime: DatetimeFormat.nullable(),
  booleans: BooleanFormat.nullable(),
  /** spellings that were merged: [as written, level it counts as] */
  aliases: z.array(z.tuple([z.string(), z.string()])),
  /** categories in order of first appearance in the training rows; null for identifiers, which pass as they stand */
  levels: z.array(z.string()).nullable(),
  fill: Fill,
  /** a boolean column `<name> is missing` is added: 1 where this one was missing before the fill */
  indicator: z.boolean(),
});
export type RecipeColumn = z.infer<typeof RecipeColumn>;

export const RECIPE_FORMAT = 'algoapi-recipe/1';

export const Recipe = z.strictObject({
  format: z.literal(RECIPE_FORMAT),
  model_type: ModelType.nullable(),
  columns: z.array(RecipeColumn).max(100_000),
});
export type Recipe = z.infer<typeof Recipe>;

export const indicatorName = (column: string): string => `${column} is missing`;
