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
  if (!isComplex) return { vp: 0, pv: 0, pp: 0, gv: a0, gp: 0 };
  const a1 = parameters[parameter + 1]!;
  return { vp: a1 - 1, pv: 1, pp: 1 - a0, gv: a0 - a1, gp: a0 + a1 };
}

/** One block in several passes over a series, with the memory that the gradient needs. */
export class Block {
  private readonly lag: number;
  /** states of a pass: one for each observation and `lag` more that it leaves behind */
  private readonly width: number;
  private readonly values: Float64Array;
  private readonly potentials: Float64Array;
  private readonly valueAdjoint: Float64Array;
  private readonly potentialAdjoint: Float64Array;
  private transition: Transition = { vp: 0, pv: 0, pp: 0, gv: 0, gp: 0 };
  private byReal = 0;
  private byImaginary = 0;

  constructor(
    private readonly shape: BlockShape,
    length: number,
    passes: number,
  ) {
    this.lag = shape.lag;
    this.width = length + shape.lag;
    this.values = new Float64Array(this.width * passes);
    this.potentials = new Float64Array(this.width * passes);
    this.valueAdjoint = new Float64Array(this.width);
    this.potentialAdjoint = new Float64Array(this.width);
  }

  begin(parameters: Float64Array, { values, potentials }: BlockState): void {
    this.transition = transitionOf(this.shape, parameters);
    this.values.set(values);
    this.potentials.set(potentials);
  }

  /** What a pass leaves behind, in reverse, begins the next one, which runs the other way. */
  turn(pass: number): void {
    const [end, next] = [this.width * pass - 1, this.width * pass];
    for (let i = 0; i < this.lag; i++) {
      this.values[next + i] = this.values[end - i]!;
      this.potentials[next + i] = this.potentials[end - i]!;
    }
  }

  value(pass: number, step: number): number {
    return this.values[pass * this.width + step]!;
  }

  advance(pass: number, step: number, error: number): void {
    const { vp, pv, pp, gv, gp } = this.transition;
    const at = pass * this.width + step;
    const [v, p] = [this.values[at]!, this.potentials[at]!];
    this.values[at + this.lag] = v + vp * p + gv * error;
    this.potentials[at + this.lag] = pv * v + pp * p + gp * error;
  }

  state(pass: number, step: number): BlockState {
    const at = pass * this.width + step;
    return { values: this.values.slice(at, at + this.lag), potentials: this.potentials.slice(at, at + this.lag) };
  }

  beginAdjoint(): void {
    this.valueAdjoint.fill(0);
    this.potentialAdjoint.fill(0);
    [this.byReal, this.byImaginary] = [0, 0];
  }

  /** The adjoint of `turn`: from the start of a pass to the end of the one before. */
  turnAdjoint(): void {
    for (const adjoint of [this.valueAdjoint, this.potentialAdjoint]) {
      adjoint.copyWithin(this.width - this.lag, 0, this.lag);
      adjoint.subarray(this.width - this.lag).reverse();
    }
  }

  /** What the error of this step does through the state that it leaves behind. */
  errorAdjoint(step: number): number {
    const { gv, gp } = this.transition;
    return gv * this.valueAdjoint[step + this.lag]! + gp * this.potentialAdjoint[step + this.lag]!;
  }

  advanceAdjoint(pass: number, step: number, error: number, forecastAdjoint: number): void {
    const { vp, pv, pp } = this.transition;
    const [v, p] = [this.valueAdjoint[step + this.lag]!, this.potentialAdjoint[step + this.lag]!];
    const potential = this.potentials[pass * this.width + step]!;
    this.byReal += error * (v + p) - potential * p;
    this.byImaginary += (potential - error) * v + error * p;
    this.valueAdjoint[step] = v + pv * p + forecastAdjoint;
    this.potentialAdjoint[step] = vp * v + pp * p;
  }

  gradient(out: Float64Array): void {
    const { parameter, isComplex } = this.shape;
    out[parameter] = this.byReal;
    if (isComplex) out[parameter + 1] = this.byImaginary;
  }
}
