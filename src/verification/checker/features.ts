import { TensorFileError, type TensorMap } from '../../contracts/safetensors.js';
import { tensorOf } from '../../contracts/strings.js';
import { type Evidence, type Fit } from './evidence.js';
import { applyRecipe } from './recipe.js';
import { numbers } from './tensors.js';

/** Model input, complete: numbers, or codes into `levels` levels with −1 for one that training did not see. */
export type Feature = { readonly values: Float64Array } | { readonly codes: Int32Array; readonly levels: number };

export interface Features {
  readonly rows: number;
  readonly columns: readonly Feature[];
}

/** Classes by index; every class has a row. */
export interface ClassData {
  readonly features: Features;
  readonly labels: Int32Array;
  readonly classes: number;
}

/** What a model sees of the rows of a fit: every column of the recipe without another role, but free text. */
export function tableFeatures({ table, claim }: Evidence, { recipe, rows }: Pick<Fit, 'recipe' | 'rows'>): Features {
  const others = new Set(claim.roles.filter(({ role }) => role !== 'feature').map(({ column }) => column));
  const columns = applyRecipe(recipe, table, rows).flatMap((column): Feature[] => {
    if (others.has(column.name) || column.kind === 'text') return [];
    return 'values' in column ? [column] : [{ codes: column.codes, levels: column.levels.length }];
  });
  return { rows: rows.length, columns };
}

export const selectFeatures = ({ columns }: Features, rows: Uint32Array): Features => ({
  rows: rows.length,
  columns: columns.map((column) =>
    'values' in column
      ? { values: Float64Array.from(rows, (row) => column.values[row]!) }
      : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) },
  ),
});

/** Whether the model was fitted to features of these kinds (0 number, 1 category) and numbers of levels. */
export function assertShape(p: TensorMap, { columns }: Features): void {
  const [kinds, levels] = [tensorOf(p, 'shape.kinds', Uint8Array), tensorOf(p, 'shape.levels', Int32Array)];
  const fits = (column: Feature, i: number) =>
    'values' in column ? kinds[i] === 0 && levels[i] === 0 : kinds[i] === 1 && levels[i] === column.levels;
  if (kinds.length !== columns.length || !columns.every(fits))
    throw new TensorFileError('the features have another shape');
}

/**
 * The design matrix Z as an operator: a number gives z = (x − center)/scale, a category one column per level, 1 where the
 * row has it (Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", section 3.2).
 */
export class Design {
  readonly rows: number;
  readonly width: number;
  private readonly blocks: readonly { readonly from: number; readonly column: Feature }[];

  constructor(features: Features, center?: Float64Array, scale?: Float64Array) {
    let width = 0;
    this.blocks = features.columns.map((column) => {
      const from = width;
      width += 'values' in column ? 1 : column.levels;
      if (!('values' in column) || !center || !scale) return { from, column };
      return { from, column: { values: column.values.map((x) => (x - center[from]!) / scale[from]!) } };
    });
    this.rows = features.rows;
    this.width = width;
  }

  /** Zw + b */
  product(w: Float64Array, b = 0): Float64Array {
    const out = new Float64Array(this.rows).fill(b);
    this.forEachCell((row, column, cell) => (out[row]! += cell * w[column]!));
    return out;
  }

  /** Zᵀv */
  transposed(v: Float64Array): Float64Array {
    const out = new Float64Array(this.width);
    this.forEachCell((row, column, cell) => (out[column]! += cell * v[row]!));
    return out;
  }

  /** ‖Z‖_F */
  norm(): number {
    let squares = 0;
    this.forEachCell((_, __, cell) => (squares += cell * cell));
    return Math.sqrt(squares);
  }

  /** Every cell that is not a level's 0, column by column. */
  forEachCell(visit: (row: number, column: number, cell: number) => void): void {
    for (const { from, column } of this.blocks) {
      if ('values' in column) column.values.forEach((cell, row) => visit(row, from, cell));
      else column.codes.forEach((code, row) => code >= 0 && visit(row, from + code, 1));
    }
  }
}

/** Mean and standard deviation (denominator n; 1 where nothing varies) of each number, by Chan, Golub & LeVeque (1983). */
export function standardization({ columns, rows }: Features): [center: Float64Array, scale: Float64Array] {
  const moments = columns.flatMap((column): [number, number][] => {
    if (!('values' in column)) return new Array<[number, number]>(column.levels).fill([0, 1]);
    const rough = column.values.reduce((sum, x) => sum + x / rows, 0);
    const mean = rough + column.values.reduce((sum, x) => sum + (x - rough) / rows, 0);
    const deviation = Math.sqrt(column.values.reduce((sum, x) => sum + ((x - mean) * (x - mean)) / rows, 0));
    return [[mean, deviation > Math.abs(mean) * 1e-14 ? deviation : 1]];
  });
  return [Float64Array.from(moments, ([mean]) => mean), Float64Array.from(moments, ([, deviation]) => deviation)];
}

/** Largest relative distance of the model's own centres and scales from those of the rows that it was fitted to. */
export function standardizationError(p: TensorMap, expected: readonly [Float64Array, Float64Array]): number {
  const [center, scale] = [
    numbers(p, 'columns.center', expected[0].length),
    numbers(p, 'columns.scale', expected[1].length),
  ];
  return center.reduce((worst, c, j) => {
    const size = Math.max(Math.abs(expected[0][j]!), expected[1][j]!);
    return Math.max(worst, Math.abs(c - expected[0][j]!) / size, Math.abs(scale[j]! - expected[1][j]!) / size);
  }, 0);
}
