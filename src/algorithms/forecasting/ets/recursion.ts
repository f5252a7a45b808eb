import { log } from '../../math/index.js';
import { type EtsSpecification } from './specification.js';
import { type EtsState, type Smoothing } from './state.js';

/** Keeps log Σe² finite where a model fits perfectly: the square of an error of 1e−8 in units of the series' size. */
const FLOOR = 1e-16;

/**
 * One series' recursion with the memory that its gradient needs: reused over all parameters that an optimizer tries.
 */
export class EtsRecursion {
  readonly fitted: Float64Array;
  private readonly levels: Float64Array;
  private readonly slopes: Float64Array;
  /** `seasons[t]` is used at t; `seasons[t + period]` is what t leaves behind */
  private readonly seasons: Float64Array;

  constructor(
    readonly y: Float64Array,
    readonly specification: EtsSpecification,
    readonly period: number,
  ) {
    const n = y.length;
    this.fitted = new Float64Array(n);
    this.levels = new Float64Array(n + 1);
    this.slopes = new Float64Array(n + 1);
    this.seasons = new Float64Array(n + period);
  }

  /**
   * Runs the recursion and returns −2 log L up to a constant: n log Σe² for an additive error, n log Σ(e/ŷ)² + 2 Σ
   * log ŷ for a multiplicative one (Hyndman et al. 2008, 5.1); Infinity where a multiplicative model leaves the
   * positive numbers.
   *
   *     q = l + φ b      ŷ = q | q + s | q·s      e = y − ŷ      d = e | e | e/s      g = 0 | e | e/q
   *     l ← q + α d      b ← φ b + β d            s ← s + γ g    (season N | A | M)
   */
  run({ alpha, beta, gamma, phi }: Smoothing, start: EtsState): number {
    const { y, fitted, levels, slopes, seasons, period } = this;
    const { error, season } = this.specification;
    const n = y.length;
    seasons.set(start.season);
    levels[0] = start.level;
    slopes[0] = start.slope;
    let squares = 0;
    let logs = 0;
    for (let t = 0; t < n; t++) {
      const slope = phi * slopes[t]!;
      const q = levels[t]! + slope;
      const s = seasons[t]!;
      const forecast = season === 'N' ? q : season === 'A' ? q + s : q * s;
      if (error === 'M' && !(forecast > 0)) return Infinity;
      if (season === 'M' && !(q > 0 && s > 0)) return Infinity;
      fitted[t] = forecast;
      const e = y[t]! - forecast;
      const d = season === 'M' ? e / s : e;
      levels[t + 1] = q + alpha * d;
      slopes[t + 1] = slope + beta * d;
      seasons[t + period] = season === 'N' ? 0 : s + gamma * (season === 'M' ? e / q : e);
      const r = error === 'M' ? e / forecast : e;
      squares += r * r;
      if (error === 'M') logs += log(forecast);
    }
    return n * log(squares + n * FLOOR) + 2 * logs;
  }

  /** State after the last observation of the last run. */
  endState(): EtsState {
    const n = this.y.length;
    return { level: this.levels[n]!, slope: this.slopes[n]!, season: this.seasons.slice(n) };
  }

  /** Σe² (Σ(e/ŷ)² for a multiplicative error) of the last run. */
  squaredErrors(): number {
    const { y, fitted } = this;
    const isRelative = this.specification.error === 'M';
    let squares = 0;
    for (let t = 0; t < y.length; t++) {
      const e = (y[t]! - fitted[t]!) / (isRelative ? fitted[t]! : 1);
      squares += e * e;
    }
    return squares;
  }

  /**
   * Gradient of `run` at the parameters of the last run, by the recursion's adjoint: one backward pass for all
   * parameters and initial states. Order: α, β, γ, φ, level, slope, season[0 … period − 1].
   */
  gradient({ alpha, beta, gamma, phi }: Smoothing, out: Float64Array): void {
    const { y, fitted, levels, slopes, seasons, period } = this;
    const { error, season } = this.specification;
    const n = y.length;
    const weight = (2 * n) / (this.squaredErrors() + n * FLOOR);
    const seasonAdjoint = new Float64Array(n + period);
    let [levelAdjoint, slopeAdjoint] = [0, 0];
    let [byAlpha, byBeta, byGamma, byPhi] = [0, 0, 0, 0];
    for (let t = n - 1; t >= 0; t--) {
      const q = levels[t]! + phi * slopes[t]!;
      const s = seasons[t]!;
      const forecast = fitted[t]!;
      const e = y[t]! - forecast;
      const dAdjoint = alpha * levelAdjoint + beta * slopeAdjoint;
      const gAdjoint = gamma * seasonAdjoint[t + period]!;
      const d = season === 'M' ? e / s : e;
      byAlpha += d * levelAdjoint;
      byBeta += d * slopeAdjoint;
      byPhi += slopes[t]! * slopeAdjoint;
      let eAdjoint = season === 'M' ? dAdjoint / s : dAdjoint;
      let qAdjoint = levelAdjoint;
      let sAdjoint = seasonAdjoint[t + period]!;
      if (season === 'M') {
        byGamma += (e / q) * seasonAdjoint[t + period]!;
        sAdjoint -= (dAdjoint * e) / (s * s);
        eAdjoint += gAdjoint / q;
        qAdjoint -= (gAdjoint * e) / (q * q);
      } else if (season === 'A') {
        byGamma += e * seasonAdjoint[t + period]!;
        eAdjoint += gAdjoint;
      }
      const direct =
        error === 'M' ? (-weight * (e / forecast) * y[t]!) / (forecast * forecast) + 2 / forecast : -weight * e;
      const forecastAdjoint = direct - eAdjoint;
      qAdjoint += season === 'M' ? forecastAdjoint * s : forecastAdjoint;
      if (season !== 'N') seasonAdjoint[t] = sAdjoint + forecastAdjoint * (season === 'M' ? q : 1);
      byPhi += slopes[t]! * qAdjoint;
      slopeAdjoint = phi * (slopeAdjoint + qAdjoint);
      levelAdjoint = qAdjoint;
    }
    out.set([byAlpha, byBeta, byGamma, byPhi, levelAdjoint, slopeAdjoint]);
    out.set(seasonAdjoint.subarray(0, period), 6);
  }
}
