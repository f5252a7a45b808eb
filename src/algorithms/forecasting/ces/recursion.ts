import { log } from '../../math/index.js';
import { Block, type BlockState } from './block.js';
import { blocksOf, type CesForm } from './form.js';

/** Forwards, backwards, forwards: the second pass backcasts the state that the last one starts from. */
const PASSES = 3;
const LAST = PASSES - 1;
/** Keeps log Σe² finite where a model fits perfectly, as in ets/recursion.ts. */
const FLOOR = 1e-16;

/**
 * One series' recursion with the memory that its gradient needs: reused over all parameters that an optimizer tries.
 * The forecast is the sum of the blocks' values at the position, its error moves all of them.
 */
export class CesRecursion {
  private readonly blocks: readonly Block[];
  private readonly errors: Float64Array;

  constructor(
    private readonly y: Float64Array,
    form: CesForm,
    period: number,
    private readonly first: readonly BlockState[],
  ) {
    this.blocks = blocksOf(form, period).map((shape) => new Block(shape, y.length, PASSES));
    this.errors = new Float64Array(PASSES * y.length);
  }

  /** −2 log L up to a constant, n log Σe² over the last pass. */
  run(parameters: Float64Array): number {
    const { y, blocks, errors } = this;
    const n = y.length;
    blocks.forEach((block, b) => block.begin(parameters, this.first[b]!));
    for (let pass = 0; pass < PASSES; pass++) {
      if (pass > 0) for (const block of blocks) block.turn(pass);
      for (let step = 0; step < n; step++) {
        let error = y[this.at(pass, step)]!;
        for (const block of blocks) error -= block.value(pass, step);
        errors[pass * n + step] = error;
        for (const block of blocks) block.advance(pass, step, error);
      }
    }
    return n * log(this.squaredErrors() + n * FLOOR);
  }

  /** Gradient of `run` at the parameters of its last call, by the adjoint of all passes. */
  gradient(out: Float64Array): void {
    const { blocks, errors } = this;
    const n = this.y.length;
    const weight = (2 * n) / (this.squaredErrors() + n * FLOOR);
    for (const block of blocks) block.beginAdjoint();
    for (let pass = LAST; pass >= 0; pass--) {
      for (let step = n - 1; step >= 0; step--) {
        const error = errors[pass * n + step]!;
        let adjoint = pass === LAST ? weight * error : 0;
        for (const block of blocks) adjoint += block.errorAdjoint(step);
        for (const block of blocks) block.advanceAdjoint(pass, step, error, -adjoint);
      }
      if (pass > 0) for (const block of blocks) block.turnAdjoint();
    }
    for (const block of blocks) block.gradient(out);
  }

  /** Σe² of the last pass. */
  squaredErrors(): number {
    const n = this.y.length;
    let squares = 0;
    for (let t = LAST * n; t < PASSES * n; t++) squares += this.errors[t]! * this.errors[t]!;
    return squares;
  }

  /** Before the first observation, as backcast. */
  start(): BlockState[] {
    return this.blocks.map((block) => block.state(LAST, 0));
  }

  end(): BlockState[] {
    return this.blocks.map((block) => block.state(LAST, this.y.length));
  }

  private at(pass: number, step: number): number {
    return pass % 2 === 0 ? step : this.y.length - 1 - step;
  }
}
