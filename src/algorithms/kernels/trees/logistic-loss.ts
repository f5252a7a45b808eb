import { log } from '../../math/index.js';
import { type LossMemory, ROWS_AT_ONCE } from './loss-memory.js';

const BLOCK = 512;
/** With class 0 its loss and its derivatives are 0. */
const FAR_BELOW = -10_000;

/** −log p of the class under p₁ = σ(score): g = p₁ − y, h = p₁(1 − p₁). */
export class LogisticLoss {
  private readonly count: number;
  private readonly labelsAt: number;
  private readonly productsAt: number;

  /** `labels`: 0 or 1 */
  constructor(
    private readonly memory: LossMemory,
    labels: Int32Array,
  ) {
    const { kernel, rows } = memory;
    this.count = Math.ceil(rows / ROWS_AT_ONCE) * ROWS_AT_ONCE;
    this.labelsAt = kernel.take(8 * this.count);
    this.productsAt = kernel.take(8 * Math.ceil(this.count / BLOCK));
    kernel.view(Float64Array, this.labelsAt, rows).set(labels);
    kernel.view(Float64Array, memory.scoresAt[0]!, this.count).fill(FAR_BELOW, rows);
  }

  /** Writes the derivatives at the scores; returns the mean loss. */
  evaluate(): number {
    const { kernel, scoresAt, gradientAt, hessianAt, rows } = this.memory;
    const { count, labelsAt, productsAt } = this;
    let loss = kernel.run.logisticLoss(scoresAt[0]!, labelsAt, count, gradientAt, hessianAt, productsAt);
    for (const product of kernel.view(Float64Array, productsAt, Math.ceil(count / BLOCK))) loss += log(product);
    return loss / rows;
  }
}
