import { type TreeKernel, treeKernel } from './exports.js';

/** of a kernel, so that the last row may have as many neighbours less one */
export const ROWS_AT_ONCE = 4;

/** Scores of each output and one pair of derivatives per row, where the kernels work. A later growth detaches a view. */
export class LossMemory {
  readonly kernel: TreeKernel = treeKernel();
  /** addresses */
  readonly scoresAt: readonly number[];
  readonly gradientAt: number;
  readonly hessianAt: number;

  constructor(
    readonly rows: number,
    outputs: number,
  ) {
    const take = () => this.kernel.take(8 * (rows + ROWS_AT_ONCE - 1));
    this.scoresAt = Array.from({ length: outputs }, take);
    this.gradientAt = take();
    this.hessianAt = take();
  }

  /** Every output starts from its constant. */
  static startingFrom(base: Float64Array, rows: number): LossMemory {
    const memory = new LossMemory(rows, base.length);
    base.forEach((score, k) => memory.scores(k).fill(score));
    return memory;
  }

  scores(k: number): Float64Array {
    return this.kernel.view(Float64Array, this.scoresAt[k]!, this.rows);
  }

  get gradient(): Float64Array {
    return this.kernel.view(Float64Array, this.gradientAt, this.rows);
  }

  get hessian(): Float64Array {
    return this.kernel.view(Float64Array, this.hessianAt, this.rows);
  }
}
