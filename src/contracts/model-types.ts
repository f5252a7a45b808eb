import { z } from 'zod';

/** What a client can ask for; each is one family of algorithms. */
export const MODEL_TYPES = [
  'recommendation',
  'classification',
  'regression',
  'clustering',
  'anomaly',
  'forecasting',
] as const;

export const ModelType = z.enum(MODEL_TYPES);
export type ModelType = z.infer<typeof ModelType>;

/** What a column is for. `feature` is the default of every column that no other role claims, where the family has features. */
export const COLUMN_ROLES = [
  'target',
  'user_id',
  'item_id',
  'rating',
  'timestamp',
  'time',
  'value',
  'series_id',
  'feature',
] as const;

export const ColumnRole = z.enum(COLUMN_ROLES);
export type ColumnRole = z.infer<typeof ColumnRole>;

/** The client's mapping, role → column name. A list, not an object: column names are hostile and never become object keys. */
export const ColumnMapping = z.array(z.object({ role: ColumnRole, column: z.string().max(1024) })).max(1024);
export type ColumnMapping = z.infer<typeof ColumnMapping>;
