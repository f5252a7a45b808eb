import { type ColumnRole, type ModelType } from '../../../contracts/model-types.js';

interface Family {
  readonly needed: readonly ColumnRole[];
  readonly optional: readonly ColumnRole[];
  /** every column without another role is a feature */
  readonly features: boolean;
  /** usable rows below which a held-out evaluation says nothing */
  readonly minRows: number;
}

export const FAMILY_ROLES: Readonly<Record<ModelType, Family>> = {
  recommendation: { needed: ['user_id', 'item_id'], optional: ['rating', 'timestamp'], features: false, minRows: 10 },
  classification: { needed: ['target'], optional: [], features: true, minRows: 10 },
  regression: { needed: ['target'], optional: [], features: true, minRows: 10 },
  clustering: { needed: [], optional: [], features: true, minRows: 10 },
  anomaly: { needed: [], optional: [], features: true, minRows: 10 },
  forecasting: { needed: ['time', 'value'], optional: ['series_id'], features: false, minRows: 8 },
};

/** Their values are names, kept as they stand: `007` stays `007`. */
export const IDENTIFIER_ROLES: ReadonlySet<ColumnRole> = new Set<ColumnRole>(['user_id', 'item_id', 'series_id']);

/** A row without a value in one of these is of no use and is set aside. */
export const KEY_ROLES: ReadonlySet<ColumnRole> = new Set<ColumnRole>(['user_id', 'item_id', 'target', 'time']);
