import { sum } from '../math/index.js';
import * as CONJUGATE_GRADIENT from './generated/conjugate-gradient.js';
import * as NORMAL_EQUATIONS from './generated/normal-equations.js';
import { type RidgeProblem, type RidgeSide, type Rows } from './ridge-problem.js';
import { type Real, type SideMemory, storeSide } from './side-memory.js';
import { type RangeFunction } from './threads/job.js';
import { RangeKernel } from './threads/range-kernel.js';

export { type RidgeProblem, type RidgeSide, type Rows } from './ridge-problem.js';

type GramOf = (rows: number, count: number, k: number, out: number) => void;

interface Exports {
  readonly solveRowsF32: RangeFunction;
  readonly solveRowsF64: RangeFunction;
  readonly gramF32: GramOf;
  readonly gramF64: GramOf;
  readonly mirrorF32: (upper: number, k: number, out: number) => void;
  readonly approachRowsF32: RangeFunction;
}

const TILE_ROWS = 64;
/** of a half-sweep: small enough that no thread waits long for the last one */
const CHUNK = 16;
/** Multiply-adds of both half-sweeps from which threads are worth their start. */
const SHARED_WORK = 5e7;

/**
 * Two sides that are solved in turn, each row exactly by Cholesky while the other side is held; the arrays live in the
 * kernel's memory. Row r of a side solves (G + Σ w y yᵀ + Λ) z = Σ t y over its entries: y is the other row's vector, with a
 * 1 before it where there are biases, and t the entry's target less the other row's bias; G as `dense` says. `end` it.
 */
export class AlternatingRidge {
  private readonly ranges: RangeKernel<Exports>;
  private readonly real: Real;
  /** unknowns of a row, padded to the kernel's tile */
  private readonly k: number;
  private readonly lead: number;
  private readonly sides: readonly [SideMemory, SideMemory];
  private readonly gram: number;
  private readonly base: number;
  private readonly multiple: number;
  private readonly square: number;
  private readonly scratch: { readonly address: number; readonly bytes: number };

  constructor(private readonly problem: RidgeProblem) {
    this.real = problem.precision === 'f32' ? Float32Array : Float64Array;
    this.lead = problem.biased ? 1 : 0;
    const tile = 32 / this.real.BYTES_PER_ELEMENT;
    this.k = Math.ceil((problem.factors + this.lead) / tile) * tile;
    this.ranges = new RangeKernel<Exports>({
      modules: [NORMAL_EQUATIONS, CONJUGATE_GRADIENT],
      names: ['solveRowsF32', 'solveRowsF64', 'approachRowsF32'],
      threads: workOf(problem, this.k) < SHARED_WORK ? undefined : problem.threads,
    });
    const matrix = this.k * (this.k + tile);
    const store = (side: RidgeSide) => storeSide(this.kernel, this.real, this.k, side);
    this.sides = [store(problem.sides[0]), store(problem.sides[1])];
    this.gram = this.reals(matrix);
    this.base = this.reals(this.k);
    this.multiple = this.reals(this.k);
    this.square = this.reals(this.k * this.k);
    const bytes = (matrix + (TILE_ROWS + 3) * this.k) * this.real.BYTES_PER_ELEMENT;
    this.scratch = { address: this.kernel.take(bytes * this.ranges.threads), bytes };
    // The bias has a ridge of its own, the same in every row; padding has the vector's, and solves to zero.
    this.view(this.multiple, this.k).fill(1).fill(0, 0, this.lead);
  }

  /** Sets the rows of a side before it is held or read. */
  write(side: 0 | 1, { bias, vectors }: Rows): void {
    const { count, rows, shifts } = this.sides[side];
    const { factors } = this.problem;
    const target = this.view(rows, count * this.k).fill(0);
    for (let row = 0; row < count; row++)
      target.set(vectors.subarray(row * factors, (row + 1) * factors), row * this.k + this.lead);
    if (this.problem.biased) this.view(shifts, count).set(bias);
    this.leadWithOne(side);
  }

  read(side: 0 | 1): Rows {
    const { count, rows, shifts } = this.sides[side];
    const { factors } = this.problem;
    const source = this.view(rows, count * this.k);
    const vectors = new Float64Array(count * factors);
    for (let row = 0; row < count; row++) {
      const at = row * this.k + this.lead;
      vectors.set(source.subarray(at, at + factors), row * factors);
    }
    return { bias: Float64Array.from(this.view(shifts, count)), vectors };
  }

  /**
   * Solves every row of a side, the other held. Returns Σ z·(Σ t y): what the side's solution takes off its loss, which is
   * then Σ (of the entries' squared targets) − this. Throws RangeError where a matrix is not positive definite.
   */
  solve(side: 0 | 1): number {
    const own = this.sides[side];
    const held = this.sides[side === 0 ? 1 : 0];
    const isSingle = this.real === Float32Array;
    const { gramF32, gramF64 } = this.kernel.run;
    if (this.problem.dense) (isSingle ? gramF32 : gramF64)(held.rows, held.count, this.k, this.gram);
    if (this.problem.biased) this.view(this.base, 1)[0] = this.problem.sides[side].biasRidge;
    const addresses = [
      ...[this.k, own.starts, own.others, own.weights, own.targets, held.rows, held.shifts, own.rows],
      ...[this.gram, this.base, this.multiple, own.scales, own.explained],
    ];
    const solved = this.run(isSingle ? 'solveRowsF32' : 'solveRowsF64', own.count, addresses);
    if (solved < own.count) throw new RangeError(`the equations of row ${solved} are not positive definite`);
    if (this.problem.biased) this.takeBiases(side);
    return sum(this.kernel.view(Float64Array, own.explained, own.count));
  }

  /**
   * So many steps of conjugate gradients for every row of a side, the other held, from where the rows are: for problems in
   * f32, without biases, dense. Returns what the steps take off the loss.
   */
  approach(side: 0 | 1, steps: number): number {
    const own = this.sides[side];
    const held = this.sides[side === 0 ? 1 : 0];
    this.kernel.run.gramF32(held.rows, held.count, this.k, this.gram);
    this.kernel.run.mirrorF32(this.gram, this.k, this.square);
    this.run('approachRowsF32', own.count, [
      ...[this.k, steps, own.starts, own.others, own.weights, own.targets, held.rows, own.rows],
      ...[this.square, own.scales, own.explained],
    ]);
    return sum(this.kernel.view(Float64Array, own.explained, own.count));
  }

  /** Lets the threads go. */
  end(): void {
    this.ranges.end();
  }

  /** The bias leaves its row for the shifts, and the row leads with the 1 that multiplies the other side's bias. */
  private takeBiases(side: 0 | 1): void {
    const { count, rows, shifts } = this.sides[side];
    const source = this.view(rows, count * this.k);
    const target = this.view(shifts, count);
    for (let row = 0; row < count; row++) target[row] = source[row * this.k]!;
    this.leadWithOne(side);
  }

  private leadWithOne(side: 0 | 1): void {
    if (!this.problem.biased) return;
    const { count, rows } = this.sides[side];
    const target = this.view(rows, count * this.k);
    for (let row = 0; row < count; row++) target[row * this.k] = 1;
  }

  private run(name: 'solveRowsF32' | 'solveRowsF64' | 'approachRowsF32', rows: number, addresses: number[]): number {
    return this.ranges.run(name, { rows, chunk: CHUNK, addresses, scratch: this.scratch });
  }

  private get kernel() {
    return this.ranges.kernel;
  }

  private reals(length: number): number {
    return this.kernel.take(length * this.real.BYTES_PER_ELEMENT);
  }

  private view(address: number, length: number): Float32Array | Float64Array {
    return this.kernel.view<Float32Array | Float64Array>(this.real, address, length);
  }
}

/** Multiply-adds of a half-sweep of each side by Cholesky, rough. */
function workOf({ sides }: RidgeProblem, k: number): number {
  const rows = sides[0].offsets.length + sides[1].offsets.length;
  const entries = sides[0].others.length + sides[1].others.length;
  return (entries * k * k) / 2 + (rows * k * k * k) / 6;
}
