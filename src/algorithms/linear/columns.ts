import { type Features } from '../contract.js';

/** One dense column of a least squares problem; `index`: its column in the layout. */
export type Column =
  | { readonly kind: 'ones' }
  | { readonly kind: 'number'; readonly index: number; readonly values: Float64Array }
  | { readonly kind: 'level'; readonly index: number; readonly codes: Int32Array; readonly level: number };

/** The intercept (if wanted) first, then each feature; a category without its first level, the reference. */
export function independentColumns(features: Features, offsets: Int32Array, hasIntercept: boolean): Column[] {
  const columns: Column[] = hasIntercept ? [{ kind: 'ones' }] : [];
  features.columns.forEach((feature, i) => {
    const index = offsets[i]!;
    if (feature.kind === 'number') {
      columns.push({ kind: 'number', index, values: feature.values });
    } else {
      for (let level = 1; level < feature.levels.length; level++)
        columns.push({ kind: 'level', index: index + level, codes: feature.codes, level });
    }
  });
  return columns;
}

export function fillColumn(column: Column, out: Float64Array): void {
  switch (column.kind) {
    case 'ones':
      out.fill(1);
      break;
    case 'number':
      out.set(column.values);
      break;
    case 'level':
      for (let i = 0; i < out.length; i++) out[i] = column.codes[i] === column.level ? 1 : 0;
  }
}
