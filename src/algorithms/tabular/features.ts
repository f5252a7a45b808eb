import { type Feature, type Features } from '../contract.js';

/** A column of a table that a recipe was applied to, see contracts/table.ts. */
export type SourceColumn =
  | { readonly name: string; readonly kind: 'number' | 'datetime' | 'boolean'; readonly values: Float64Array }
  | {
      readonly name: string;
      readonly kind: 'category' | 'text';
      readonly codes: Int32Array;
      readonly levels: readonly string[];
    };

/**
 * Features in column order: numbers, times (milliseconds since 1970) and booleans (0, 1) as numbers, categories by their
 * codes. Free text and the columns in `others` (those of another role) are left out.
 */
export function featuresOf(columns: readonly SourceColumn[], rows: number, others: ReadonlySet<string>): Features {
  const features = columns.flatMap((column): Feature[] => {
    if (others.has(column.name) || column.kind === 'text') return [];
    if ('values' in column) return [{ kind: 'number', name: column.name, values: column.values }];
    return [{ kind: 'category', name: column.name, codes: column.codes, levels: column.levels }];
  });
  return { rows, columns: features };
}
