import { type Features } from '../contract.js';
import { type ColumnLayout } from './layout.js';

type Block =
  | { readonly isNumber: true; readonly column: number; readonly z: Float64Array }
  | { readonly isNumber: false; readonly column: number; readonly codes: Int32Array };

/**
 * The design matrix Z (rows × columns) as an operator: one-hot columns stay codes, so that memory and work follow the
 * number of features and not the number of levels. Every sum runs over ascending rows.
 */
export class Design {
  readonly rows: number;
  readonly columns: number;
  private readonly blocks: readonly Block[];

  constructor(layout: ColumnLayout, features: Features) {
    this.rows = features.rows;
    this.columns = layout.offsets[features.columns.length]!;
    this.blocks = features.columns.map((feature, i): Block => {
      const column = layout.offsets[i]!;
      if (feature.kind === 'category') return { isNumber: false, column, codes: feature.codes };
      const [center, scale] = [layout.center[column]!, layout.scale[column]!];
      return { isNumber: true, column, z: feature.values.map((x) => (x - center) / scale) };
    });
  }

  /** out += Z w, feature by feature */
  addProduct(weights: Float64Array, out: Float64Array): void {
    for (const block of this.blocks) {
      if (block.isNumber) {
        const weight = weights[block.column]!;
        const { z } = block;
        if (weight !== 0) for (let i = 0; i < z.length; i++) out[i]! += weight * z[i]!;
      } else {
        const { codes, column } = block;
        for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) out[i]! += weights[column + codes[i]!]!;
      }
    }
  }

  /** The squares of Z, element by element, transposed, times v: 0/1 columns are their own squares. */
  squaresProduct(v: Float64Array): Float64Array {
    const out = this.transposeProduct(v);
    for (const block of this.blocks) {
      if (!block.isNumber) continue;
      let sum = 0;
      for (let i = 0; i < v.length; i++) sum += v[i]! * (block.z[i]! * block.z[i]!);
      out[block.column] = sum;
    }
    return out;
  }

  /** Zᵀ v */
  transposeProduct(v: Float64Array): Float64Array {
    const out = new Float64Array(this.columns);
    for (const block of this.blocks) {
      if (block.isNumber) {
        out[block.column] = dot(block.z, v);
      } else {
        const { codes, column } = block;
        for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) out[column + codes[i]!]! += v[i]!;
      }
    }
    return out;
  }

  /**
   * [Z 1]ᵀ diag(v) [Z 1], row-major, (columns + 1)²: the last row and column hold the weighted column sums, their end Σv.
   */
  gram(v: Float64Array): Float64Array {
    const size = this.columns + 1;
    const out = new Float64Array(size * size);
    const weighted = new Float64Array(this.rows);
    for (let a = 0; a < this.blocks.length; a++) {
      const first = this.blocks[a]!;
      if (first.isNumber) for (let i = 0; i < v.length; i++) weighted[i] = first.z[i]! * v[i]!;
      for (let b = 0; b <= a; b++) {
        const second = this.blocks[b]!;
        if (first.isNumber && second.isNumber) {
          out[first.column * size + second.column] = dot(weighted, second.z);
        } else if (first.isNumber && !second.isNumber) {
          scatter(out, first.column * size + second.column, 1, second.codes, weighted);
        } else if (!first.isNumber && second.isNumber) {
          for (let i = 0; i < v.length; i++) weighted[i] = second.z[i]! * v[i]!;
          scatter(out, first.column * size + second.column, size, first.codes, weighted);
        } else if (!first.isNumber && !second.isNumber) {
          const origin = first.column * size + second.column;
          for (let i = 0; i < v.length; i++) {
            if (first.codes[i]! >= 0 && second.codes[i]! >= 0)
              out[origin + first.codes[i]! * size + second.codes[i]!]! += v[i]!;
          }
        }
      }
    }
    out.set(this.transposeProduct(v), this.columns * size);
    for (let i = 0; i < v.length; i++) out[size * size - 1]! += v[i]!;
    for (let row = 0; row < size; row++)
      for (let column = 0; column < row; column++) out[column * size + row] = out[row * size + column]!;
    return out;
  }
}

function scatter(out: Float64Array, origin: number, stride: number, codes: Int32Array, values: Float64Array): void {
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) out[origin + codes[i]! * stride]! += values[i]!;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
