import { TensorFileError, type TensorMap } from '../../contracts/safetensors.js';
import { tensorOf } from '../../contracts/strings.js';
import { type Evidence, type Fit } from './evidence.js';
import { largest, square, sum, vector } from './numeric.js';
import { applyRecipe } from './recipe.js';
import { numbers, type Vectors } from './tensors.js';

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

/** Throws TensorFileError unless the model was fitted to features of these kinds (0 number, 1 category) and levels. */
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

  /** Centred and scaled as the model says. Throws TensorFileError where it was fitted to other features. */
  constructor(p: TensorMap, features: Features) {
    assertShape(p, features);
    const [center, scale] = [numbers(p, 'columns.center'), numbers(p, 'columns.scale')];
    let width = 0;
    this.blocks = features.columns.map((column) => {
      const from = width;
      width += 'values' in column ? 1 : column.levels;
      if (!('values' in column)) return { from, column };
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

  /** Every cell that is not a level's 0, column by column. */
  forEachCell(visit: (row: number, column: number, cell: number) => void): void {
    for (const { from, column } of this.blocks) {
      if ('values' in column) column.values.forEach((cell, row) => visit(row, from, cell));
      else column.codes.forEach((code, row) => code >= 0 && visit(row, from + code, 1));
    }
  }
}

/** Mean and standard deviation (denominator n; 1 where nothing varies) of each number, by Chan, Golub & LeVeque (1983). */
export function standardization({ columns, rows }: Features): Record<'center' | 'scale', Float64Array> {
  const moments = columns.flatMap((column): [number, number][] => {
    if (!('values' in column)) return new Array<[number, number]>(column.levels).fill([0, 1]);
    const { values } = column;
    const rough = sum(rows, (row) => values[row]! / rows);
    const center = rough + sum(rows, (row) => (values[row]! - rough) / rows);
    const deviation = Math.sqrt(sum(rows, (row) => square(values[row]! - center) / rows));
    return [[center, deviation > Math.abs(center) * 1e-14 ? deviation : 1]];
  });
  return { center: Float64Array.from(moments, ([m]) => m), scale: Float64Array.from(moments, ([, s]) => s) };
}

/** Largest distance of the model's own centres and scales from those of the rows it was fitted to, on the column's scale. */
export function standardizationError(p: TensorMap, { center, scale }: ReturnType<typeof standardization>): number {
  const [ownCenter, ownScale] = [
    numbers(p, 'columns.center', center.length),
    numbers(p, 'columns.scale', scale.length),
  ];
  return largest(center.length, (j) => {
    const off = Math.max(Math.abs(ownCenter[j]! - center[j]!), Math.abs(ownScale[j]! - scale[j]!));
    return off / Math.max(Math.abs(center[j]!), scale[j]!);
  });
}

/** Numbers as they are: centre 0 and scale 1 everywhere. */
export const unscaled = (width: number): Vectors => ({
  'columns.center': new Float64Array(width),
  'columns.scale': new Float64Array(width).fill(1),
});

/** Rows as points, row-major. */
export interface Points {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** The design matrix in full; an unseen level is 0 in all of its columns. */
export function encode(p: TensorMap, features: Features): Points {
  const design = new Design(p, features);
  const data = new Float64Array(features.rows * design.width);
  design.forEachCell((row, column, cell) => (data[row * design.width + column] = cell));
  return { rows: features.rows, columns: design.width, data };
}

export const pointAt = ({ columns, data }: Points, row: number): Float64Array =>
  data.subarray(row * columns, (row + 1) * columns);

export function select(points: Points, rows: ArrayLike<number>): Points {
  const data = new Float64Array(rows.length * points.columns);
  for (let i = 0; i < rows.length; i++) data.set(pointAt(points, rows[i]!), i * points.columns);
  return { rows: rows.length, columns: points.columns, data };
}

/** The matrix that the tensor `name` holds. Throws TensorFileError. */
export function pointsOf(p: TensorMap, name: string): Points {
  const [rows = 0, columns = 0] = p.get(name)?.shape ?? [];
  return { rows, columns, data: numbers(p, name, rows * columns) };
}

/** ‖a − b‖² from a point to each of others, summed in the order of columns. */
export function squaredDistances(point: Float64Array, others: Points): Float64Array {
  return vector(others.rows, (row) => {
    let squares = 0;
    for (let j = 0, at = row * others.columns; j < others.columns; j++, at++)
      squares += (point[j]! - others.data[at]!) * (point[j]! - others.data[at]!);
    return squares;
  });
}

export interface Neighbour {
  readonly row: number;
  readonly squares: number;
}

/** The k rows of smallest ‖a − b‖² by brute force, ascending by (it, row). A sum ends where it is past the k-th already: it only grows. */
export function nearestTo(point: Float64Array, { rows, columns, data }: Points, k: number): Neighbour[] {
  const found: Neighbour[] = [];
  let bound = Infinity;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let j = 0, at = row * columns; j < columns && !(squares >= bound); j++, at++) {
      const difference = point[j]! - data[at]!;
      squares += difference * difference;
    }
    if (squares >= bound) continue;
    let place = found.length;
    while (place > 0 && found[place - 1]!.squares > squares) place--;
    found.splice(place, 0, { row, squares });
    found.length = Math.min(found.length, k);
    if (found.length === k) bound = found[k - 1]!.squares;
  }
  return found;
}
