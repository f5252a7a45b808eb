import { type Box } from '../optimization/box-minimizer.js';
import { type EtsSpecification } from './specification.js';
import { type EtsState, type Smoothing } from './state.js';

const SMOOTHING_LOW = 1e-4;
const SMOOTHING_HIGH = 0.9999;
const PHI_LOW = 0.8;
const PHI_HIGH = 0.98;
const SMALLEST_INDEX = 0.01;

/**
 * The free parameters of a specification as one vector in a box: α, β* = β/α, γ* = γ/(1 − α), φ, level, slope, then
 * all but the last seasonal index, which follows from their sum (0 or the period). So 0 < β < α < 1 and 0 < γ < 1 −
 * α: the usual region of Hyndman et al. (2008), 2.5.2.
 */
export class ParameterLayout {
  readonly size: number;
  private readonly hasTrend: boolean;
  private readonly isDamped: boolean;
  private readonly hasSeason: boolean;

  constructor(
    readonly specification: EtsSpecification,
    readonly period: number,
  ) {
    this.hasTrend = specification.trend !== 'N';
    this.isDamped = specification.trend === 'Ad';
    this.hasSeason = specification.season !== 'N';
    this.size = 2 + 2 * Number(this.hasTrend) + Number(this.isDamped) + (this.hasSeason ? period : 0);
  }

  smoothing(x: Float64Array): Smoothing {
    const reader = x.values();
    const next = () => reader.next().value!;
    const alpha = next();
    const beta = this.hasTrend ? alpha * next() : 0;
    const gamma = this.hasSeason ? (1 - alpha) * next() : 0;
    return { alpha, beta, gamma, phi: this.isDamped ? next() : 1 };
  }

  state(x: Float64Array): EtsState {
    const at = this.size - 1 - Number(this.hasTrend) - (this.hasSeason ? this.period - 1 : 0);
    const season = new Float64Array(this.hasSeason ? this.period : 1);
    if (this.hasSeason) {
      const free = x.subarray(this.size - this.period + 1);
      season.set(free);
      const total = free.reduce((sum, value) => sum + value, 0);
      season[this.period - 1] = (this.specification.season === 'M' ? this.period : 0) - total;
    }
    return { level: x[at]!, slope: this.hasTrend ? x[at + 1]! : 0, season };
  }

  readonly pack = (alpha: number, betaShare: number, gammaShare: number, phi: number, start: EtsState): Float64Array =>
    Float64Array.from([
      alpha,
      ...(this.hasTrend ? [betaShare] : []),
      ...(this.hasSeason ? [gammaShare] : []),
      ...(this.isDamped ? [phi] : []),
      start.level,
      ...(this.hasTrend ? [start.slope] : []),
      ...(this.hasSeason ? start.season.subarray(0, this.period - 1) : []),
    ]);

  box(): Box {
    const bound = (smoothing: number, phi: number, index: number, level: number) => {
      const season = new Float64Array(this.hasSeason ? this.period : 1).fill(index);
      return this.pack(smoothing, smoothing, smoothing, phi, { level, slope: level, season });
    };
    const smallestIndex = this.specification.season === 'M' ? SMALLEST_INDEX : -Infinity;
    return {
      lower: bound(SMOOTHING_LOW, PHI_LOW, smallestIndex, -Infinity),
      upper: bound(SMOOTHING_HIGH, PHI_HIGH, Infinity, Infinity),
    };
  }

  /** Chain rule: from the gradient by α, β, γ, φ, level, slope, season[0…] to that of the vector. */
  gradient(x: Float64Array, full: Float64Array, out: Float64Array): void {
    const [byAlpha, byBeta, byGamma, byPhi, byLevel, bySlope] = full;
    const alpha = x[0]!;
    let at = 1;
    out[0] = byAlpha!;
    if (this.hasTrend) {
      out[0] += byBeta! * x[at]!;
      out[at++] = byBeta! * alpha;
    }
    if (this.hasSeason) {
      out[0] -= byGamma! * x[at]!;
      out[at++] = byGamma! * (1 - alpha);
    }
    if (this.isDamped) out[at++] = byPhi!;
    out[at++] = byLevel!;
    if (this.hasTrend) out[at++] = bySlope!;
    const last = full[5 + this.period]!;
    for (let i = 0; at < this.size; i++) out[at++] = full[6 + i]! - last;
  }
}
