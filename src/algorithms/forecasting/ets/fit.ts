import { log } from '../../math/index.js';
import { minimizeInBox } from '../optimization/box-minimizer.js';
import { powerOfTwoNear } from '../scale.js';
import { ParameterLayout } from './layout.js';
import { EtsRecursion } from './recursion.js';
import { type EtsSpecification } from './specification.js';
import { startingState } from './start.js';
import { type EtsState, type Smoothing } from './state.js';

export interface EtsFit {
  readonly specification: EtsSpecification;
  readonly smoothing: Smoothing;
  readonly start: EtsState;
  readonly end: EtsState;
  /**
   * −2 log L up to a constant that all models of a series share, see EtsRecursion.run; Infinity: no fit in the domain
   */
  readonly criterion: number;
  /** Σe² (Σ(e/ŷ)² with a multiplicative error) over n − number of free parameters */
  readonly variance: number;
  /**
   * the criterion corrected for the number of parameters (Hurvich & Tsai 1989), Infinity where n is too small for it
   */
  readonly aicc: number;
  /** largest component of the projected gradient, in the scale of `criterion` and a series of order one */
  readonly residual: number;
}

const TOLERANCE = 1e-6;
const MAX_ITERATIONS = 3000;
/** after which the most promising start is told from the others */
const SCOUTING_ITERATIONS = 15;
const ALPHAS = [0.1, 0.3, 0.6, 0.9];
const BETA_SHARES = [0.02, 0.2];
const GAMMA_SHARES = [0.05, 0.4];
const PHI = 0.95;

/**
 * Maximum likelihood over smoothing parameters and initial state. The series is scaled by a power of two to values of
 * order one, which changes no digit of it. The likelihood has several maxima: the best α of a grid is improved for
 * each pair of β and γ of the grid by 15 steps, and the best of these is refined to a projected gradient of 1e−6·n.
 */
export function fitEts(y: Float64Array, specification: EtsSpecification, period: number): EtsFit {
  const layout = new ParameterLayout(specification, period);
  const scale = powerOfTwoNear(y);
  const scaled = y.map((value) => value / scale);
  const recursion = new EtsRecursion(scaled, specification, specification.season === 'N' ? 1 : period);
  const full = new Float64Array(6 + recursion.period);
  const value = (x: Float64Array) => recursion.run(layout.smoothing(x), layout.state(x));
  const objective = (x: Float64Array, gradient: Float64Array) => {
    const result = value(x);
    if (Number.isFinite(result)) {
      recursion.gradient(layout.smoothing(x), full);
      layout.gradient(x, full, gradient);
    }
    return result;
  };
  const minimize = (x: Float64Array, iterations: number) =>
    minimizeInBox(objective, x, layout.box(), TOLERANCE * y.length, iterations);
  const [first, ...rest] = startingPoints(scaled, layout, value).map((x) => minimize(x, SCOUTING_ITERATIONS));
  if (!first) return outsideOfDomain(scaled, specification, layout);
  const scouted = rest.reduce((least, candidate) => (candidate.value < least.value ? candidate : least), first);
  const best = minimize(scouted.x, MAX_ITERATIONS);
  const smoothing = layout.smoothing(best.x);
  const start = layout.state(best.x);
  recursion.run(smoothing, start);
  const isRelative = specification.error === 'M';
  const criterion = best.value + 2 * y.length * log(scale);
  return {
    specification,
    smoothing,
    start: scaledState(start, scale, specification),
    end: scaledState(recursion.endState(), scale, specification),
    criterion,
    variance: (recursion.squaredErrors() / Math.max(1, y.length - layout.size)) * (isRelative ? 1 : scale * scale),
    aicc: criterion + penalty(y.length, layout.size + 1),
    residual: best.residual,
  };
}

/** 2 k n / (n − k − 1) for k parameters, the error variance among them */
function penalty(n: number, k: number): number {
  return n > k + 1 ? (2 * k * n) / (n - k - 1) : Infinity;
}

/** For each pair of trend and season parameters the grid's best α, where the recursion stays in its domain at all. */
function startingPoints(
  y: Float64Array,
  { specification, period, pack }: ParameterLayout,
  value: (x: Float64Array) => number,
): Float64Array[] {
  const state = startingState(y, specification, period);
  const betas = specification.trend === 'N' ? BETA_SHARES.slice(0, 1) : BETA_SHARES;
  const gammas = specification.season === 'N' ? GAMMA_SHARES.slice(0, 1) : GAMMA_SHARES;
  return betas.flatMap((beta) =>
    gammas.flatMap((gamma) => {
      let best: Float64Array | null = null;
      let least = Infinity;
      for (const alpha of ALPHAS) {
        const x = pack(alpha, beta, gamma, PHI, state);
        const result = value(x);
        if (result < least) [best, least] = [x, result];
      }
      return best ? [best] : [];
    }),
  );
}

function outsideOfDomain(y: Float64Array, specification: EtsSpecification, { period }: ParameterLayout): EtsFit {
  const state = startingState(y, specification, period);
  const smoothing = { alpha: 0, beta: 0, gamma: 0, phi: 1 };
  const failed = { criterion: Infinity, variance: Infinity, aicc: Infinity, residual: Infinity };
  return { specification, smoothing, start: state, end: state, ...failed };
}

function scaledState({ level, slope, season }: EtsState, scale: number, { season: form }: EtsSpecification): EtsState {
  return {
    level: level * scale,
    slope: slope * scale,
    season: form === 'A' ? season.map((index) => index * scale) : season,
  };
}
