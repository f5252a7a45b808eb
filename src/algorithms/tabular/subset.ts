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

/** Bytes of the cells. */
export const bytesOf = ({ rows, columns }: Features): number =>
  rows * columns.reduce((bytes, { kind }) => bytes + (kind === 'number' ? 8 : 4), 0);

/** One array after the other. `empty` says of which type. */
export function joinCells<T extends Float64Array | Int32Array>(parts: readonly T[], empty: T): T {
  const joined = new (empty.constructor as new (length: number) => T)(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function selectCells<T extends Float64Array | Int32Array>(cells: T, rows: Uint32Array): T {
  const selected = cells.slice(0, 0).constructor as new (length: number) => T;
  const result = new selected(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = cells[rows[i]!]!;
  return result;
}
