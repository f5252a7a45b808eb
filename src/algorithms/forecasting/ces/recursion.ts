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
 * The forecast is the sum of the blocks' values at the position, its error moves all of them. Forms of one block have an
 * idle second one, so that the loops below are the same straight code for all.
 */
export class CesRecursion {
  private readonly a: Block;
  private readonly b: Block;
  private readonly errors: Float64Array;

  constructor(
    private readonly y: Float64Array,
    form: CesForm,
    period: number,
    private readonly first: readonly BlockState[],
  ) {
    const [a = null, b = null] = blocksOf(form, period);
    this.a = new Block(a, y.length, PASSES);
    this.b = new Block(b, y.length, PASSES);
    this.errors = new Float64Array(PASSES * y.length);
  }

  /** −2 log L up to a constant, n log Σe² over the last pass. */
  run(parameters: Float64Array): number {
    this.a.begin(parameters, this.first[0]);
    this.b.begin(parameters, this.first[1]);
    for (let pass = 0; pass < PASSES; pass++) {
      if (pass > 0) for (const block of [this.a, this.b]) block.turn(pass);
      this.pass(pass);
    }
    const n = this.y.length;
    return n * log(this.squaredErrors() + n * FLOOR);
  }

  /** Gradient of `run` at the parameters of its last call, by the adjoint of all passes. */
  gradient(out: Float64Array): void {
    const sums = new Float64Array(4);
    for (const block of [this.a, this.b]) block.beginAdjoint();
    for (let pass = LAST; pass >= 0; pass--) {
      this.passAdjoint(pass, sums);
      if (pass > 0) for (const block of [this.a, this.b]) block.turnAdjoint();
    }
    out.set(sums.subarray(0, out.length));
  }

  /** Σe² of the last pass. */
  squaredErrors(): number {
    const n = this.y.length;
    let squares = 0;
    for (let t = LAST * n; t < PASSES * n; t++) squares += this.errors[t]! * this.errors[t]!;
    return squares;
  }

  /** Of each block, before the first observation, as backcast. */
  start(): BlockState[] {
    return this.first.map((_, i) => (i === 0 ? this.a : this.b).state(LAST, 0));
  }

  end(): BlockState[] {
    return this.first.map((_, i) => (i === 0 ? this.a : this.b).state(LAST, this.y.length));
  }

  private pass(pass: number): void {
    const { y, a, b, errors } = this;
    const n = y.length;
    const { values: av, potentials: ap, lag: aLag } = a;
    const { values: bv, potentials: bp, lag: bLag } = b;
    const { vp: avp, pv: apv, pp: app, gv: agv, gp: agp } = a.transition;
    const { vp: bvp, pv: bpv, pp: bpp, gv: bgv, gp: bgp } = b.transition;
    const isBackwards = pass % 2 === 1;
    for (let step = 0; step < n; step++) {
      const i = pass * a.width + step;
      const j = pass * b.width + step;
      const [v, p, w, q] = [av[i]!, ap[i]!, bv[j]!, bp[j]!];
      const e = y[isBackwards ? n - 1 - step : step]! - v - w;
      errors[pass * n + step] = e;
      av[i + aLag] = v + avp * p + agv * e;
      ap[i + aLag] = apv * v + app * p + agp * e;
      bv[j + bLag] = w + bvp * q + bgv * e;
      bp[j + bLag] = bpv * w + bpp * q + bgp * e;
    }
  }

  /** Adds to `sums` what this pass says of a₀, a₁, b₀, b₁. */
  private passAdjoint(pass: number, sums: Float64Array): void {
    const { y, a, b, errors } = this;
    const n = y.length;
    const { potentials: ap, valueAdjoint: dav, potentialAdjoint: dap, lag: aLag } = a;
    const { potentials: bp, valueAdjoint: dbv, potentialAdjoint: dbp, lag: bLag } = b;
    const { vp: avp, pv: apv, pp: app, gv: agv, gp: agp } = a.transition;
    const { vp: bvp, pv: bpv, pp: bpp, gv: bgv, gp: bgp } = b.transition;
    // Only the errors of the last pass count.
    const weight = pass === LAST ? (2 * n) / (this.squaredErrors() + n * FLOOR) : 0;
    let [a0, a1, b0, b1] = sums as Float64Array & [number, number, number, number];
    for (let step = n - 1; step >= 0; step--) {
      const e = errors[pass * n + step]!;
      const [dv, dp] = [dav[step + aLag]!, dap[step + aLag]!];
      const [dw, dq] = [dbv[step + bLag]!, dbp[step + bLag]!];
      const forecast = -(weight * e + (agv * dv + agp * dp) + (bgv * dw + bgp * dq));
      const p = ap[pass * a.width + step]!;
      const q = bp[pass * b.width + step]!;
      a0 += e * (dv + dp) - p * dp;
      a1 += (p - e) * dv + e * dp;
      b0 += e * (dw + dq) - q * dq;
      b1 += (q - e) * dw + e * dq;
      dav[step] = dv + apv * dp + forecast;
      dap[step] = avp * dv + app * dp;
      dbv[step] = dw + bpv * dq + forecast;
      dbp[step] = bvp * dw + bpp * dq;
    }
    sums.set([a0, a1, b0, b1]);
  }
}
