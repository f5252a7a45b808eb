import { CELL_TYPES, type CellType, cellType } from '../dialect/cell-type.js';
import { collapsedShape, exactShape } from './shape.js';

/** weights of the mixture: type, collapsed shape, exact shape, value */
const [BY_TYPE, BY_COLLAPSED, BY_EXACT, BY_VALUE] = [0.15, 0.3, 0.35, 0.2];
const MAX_KEYS = 512;
const PROSE = new Set<CellType>(['text', 'prose', 'word', 'other']);

/** What a cell looks like, whatever its column. */
export interface CellLook {
  readonly type: CellType;
  readonly collapsed: string;
  readonly exact: string;
}

export const lookOf = (cell: string): CellLook => ({
  type: cellType(cell),
  collapsed: collapsedShape(cell),
  exact: exactShape(cell),
});

/** What the cells of one column look like in well-formed rows: a mixture of how often their type, shape and value occurred. */
export class ColumnModel {
  private rows = 0;
  private readonly types = new Map<CellType, number>();
  private readonly collapsed = new Map<string, number>();
  private readonly exact = new Map<string, number>();
  private readonly values = new Map<string, number>();
  private lengthSum = 0;
  private lengthSquares = 0;
  private total = 0;

  learn(cell: string): void {
    this.rows++;
    count(this.types, cellType(cell));
    count(this.collapsed, collapsedShape(cell));
    count(this.exact, exactShape(cell));
    count(this.values, cell);
    const length = Math.log1p(cell.length);
    this.lengthSum += length;
    this.lengthSquares += length * length;
  }

  /** To be called for the same cells once all are learned: gives `typical`. */
  weigh(cell: string): void {
    this.total += this.cost(cell);
  }

  get isUnlearned(): boolean {
    return this.rows === 0;
  }

  /** Mean cost of a well-formed cell. */
  get typical(): number {
    return this.rows === 0 ? 0 : this.total / this.rows;
  }

  /** −ln of the likelihood that this column holds the cell, in nats; a missing length agreement of prose costs on top. */
  cost(cell: string, { type, collapsed, exact }: CellLook = lookOf(cell)): number {
    const n = this.rows;
    const likelihood =
      (BY_TYPE * ((this.types.get(type) ?? 0) + 0.2)) / (n + 0.2 * CELL_TYPES.length) +
      (BY_COLLAPSED * (this.collapsed.get(collapsed) ?? 0)) / (n + 1) +
      (BY_EXACT * (this.exact.get(exact) ?? 0)) / (n + 1) +
      (BY_VALUE * (this.values.get(cell) ?? 0)) / (n + 1);
    return -Math.log(likelihood) + (PROSE.has(type) ? this.lengthCost(cell) : 0);
  }

  private lengthCost(cell: string): number {
    if (this.rows < 3) return 0;
    const mean = this.lengthSum / this.rows;
    const deviation = Math.sqrt(Math.max(0.04, this.lengthSquares / this.rows - mean * mean));
    const surplus = Math.max(0, Math.abs(Math.log1p(cell.length) - mean) / deviation - 1.5);
    return Math.min(4, 0.5 * surplus * surplus);
  }
}

function count<K>(counts: Map<K, number>, key: K): void {
  const known = counts.get(key);
  if (known !== undefined || counts.size < MAX_KEYS) counts.set(key, (known ?? 0) + 1);
}

/** One model for each column, from well-formed rows. */
export function learnColumns(rows: readonly (readonly string[])[], width: number): ColumnModel[] {
  return Array.from({ length: width }, (_, j) => {
    const model = new ColumnModel();
    for (const row of rows) model.learn(row[j] ?? '');
    for (const row of rows) model.weigh(row[j] ?? '');
    return model;
  });
}
