import { type BlockShape } from './form.js';

/** What a block holds before an observation, the position of that observation first; potentials are 0 where it has none. */
export interface BlockState {
  readonly values: Float64Array;
  readonly potentials: Float64Array;
}

export interface Transition {
  readonly vp: number;
  readonly pv: number;
  readonly pp: number;
  readonly gv: number;
  readonly gp: number;
}

const IDLE: Transition = { vp: 0, pv: 0, pp: 0, gv: 0, gp: 0 };

/**
 * A block's value v and potential p at a position and the error e of the whole forecast give the state of that position
 * one lag later:
 *
 *     v ← v + vp·p + gv·e      p ← pv·v + pp·p + gp·e
 *
 * with (vp, pv, pp, gv, gp) = (a₁ − 1, 1, 1 − a₀, a₀ − a₁, a₀ + a₁) for smoothing by the complex number a₀ + i a₁ with
 * the error as information potential (Svetunkov, Kourentzes & Ord 2022), (0, 0, 0, a₀, 0) for a real season.
 */
export function transitionOf(
  { parameter, isComplex }: Pick<BlockShape, 'parameter' | 'isComplex'>,
  parameters: Float64Array,
): Transition {
  const a0 = parameters[parameter]!;
  if (!isComplex) return { ...IDLE, gv: a0 };
  const a1 = parameters[parameter + 1]!;
  return { vp: a1 - 1, pv: 1, pp: 1 - a0, gv: a0 - a1, gp: a0 + a1 };
}

/** The states of one block in several passes over a series, and their adjoints in one: the memory of the recursion. */
export class Block {
  readonly lag: number;
  /** states of a pass: one for each observation and `lag` more that it leaves behind */
  readonly width: number;
  readonly values: Float64Array;
  readonly potentials: Float64Array;
  readonly valueAdjoint: Float64Array;
  readonly potentialAdjoint: Float64Array;
  transition = IDLE;

  /** Without a shape a block that is 0 and stays so. */
  constructor(
    readonly shape: BlockShape | null,
    length: number,
    passes: number,
  ) {
    this.lag = shape?.lag ?? 1;
    this.width = length + this.lag;
    this.values = new Float64Array(this.width * passes);
    this.potentials = new Float64Array(this.width * passes);
    this.valueAdjoint = new Float64Array(this.width);
    this.potentialAdjoint = new Float64Array(this.width);
  }

  begin(parameters: Float64Array, first: BlockState | undefined): void {
    if (!this.shape || !first) return;
    this.transition = transitionOf(this.shape, parameters);
    this.values.set(first.values);
    this.potentials.set(first.potentials);
  }

  /** What a pass leaves behind, in reverse, begins the next one, which runs the other way. */
  turn(pass: number): void {
    const [end, next] = [this.width * pass - 1, this.width * pass];
    for (let i = 0; i < this.lag; i++) {
      this.values[next + i] = this.values[end - i]!;
      this.potentials[next + i] = this.potentials[end - i]!;
    }
  }

  state(pass: number, step: number): BlockState {
    const at = pass * this.width + step;
    return { values: this.values.slice(at, at + this.lag), potentials: this.potentials.slice(at, at + this.lag) };
  }

  beginAdjoint(): void {
    this.valueAdjoint.fill(0);
    this.potentialAdjoint.fill(0);
  }

  /** The adjoint of `turn`: from the start of a pass to the end of the one before. */
  turnAdjoint(): void {
    for (const adjoint of [this.valueAdjoint, this.potentialAdjoint]) {
      adjoint.copyWithin(this.width - this.lag, 0, this.lag);
      adjoint.subarray(this.width - this.lag).reverse();
    }
  }
}
