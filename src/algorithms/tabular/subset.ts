import { type ClassificationData, type Feature, type Features, type RegressionData } from '../contract.js';

/** The given rows, in the given order; a row may occur more than once. */
export function selectRows(features: Features, rows: Uint32Array): Features {
  return {
    rows: rows.length,
    columns: features.columns.map((column): Feature => {
      if (column.kind === 'number') return { ...column, values: selectCells(column.values, rows) };
      return { ...column, codes: selectCells(column.codes, rows) };
    }),
  };
}

export const selectClassification = (data: ClassificationData, rows: Uint32Array): ClassificationData => ({
  features: selectRows(data.features, rows),
  labels: selectCells(data.labels, rows),
  classes: data.classes,
});

export const selectRegression = (data: RegressionData, rows: Uint32Array): RegressionData => ({
  features: selectRows(data.features, rows),
  target: selectCells(data.target, rows),
});

export function selectCells<T extends Float64Array | Int32Array>(cells: T, rows: Uint32Array): T {
  const selected = cells.slice(0, 0).constructor as new (length: number) => T;
  const result = new selected(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = cells[rows[i]!]!;
  return result;
}
