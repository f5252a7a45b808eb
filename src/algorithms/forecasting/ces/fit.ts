import { log } from '../../math/index.js';
import { minimizeInBox } from '../optimization/box-minimizer.js';
import { powerOfTwoNear } from '../scale.js';
import { seasonalIndices } from '../seasonality/decomposition.js';
import { type BlockState } from './block.js';
import { blocksOf, type CesForm, parametersOf } from './form.js';
import { CesRecursion } from './recursion.js';
import { fromBox, gradientInBox, searchBox, toBox } from './region.js';

export interface CesFit {
  readonly form: CesForm;
  /** a₀, a₁, then b₀ of a partial, b₀, b₁ of a full season */
  readonly parameters: Float64Array;
  /** of each block, before the first and after the last observation */
  readonly start: readonly BlockState[];
  readonly end: readonly BlockState[];
  /** Σe² over n − number of parameters */
  readonly variance: number;
  /**
   * −2 log L corrected for the number of parameters (Hurvich & Tsai 1989), Infinity where n is too small for it; up to
   * a constant that all forms share
   */
  readonly aicc: number;
  /** largest component of the projected gradient, in the scale of −2 log L */
  readonly residual: number;
}

const TOLERANCE = 1e-6;
const MAX_ITERATIONS = 500;
/** after which the most promising start is told from the others */
const SCOUTING_ITERATIONS = 15;
/**
 * Near a₁ = b₁ = 1, where a level neither grows nor fades and takes a share of a₀ − 1 of each error: a growing season
 * first, then steady ones. A real season starts with the share b₀ − 1.
 */
const STARTS = [
  [1.3, 1, 1.5, 1.2],
  [1.6, 1, 1.1, 1],
  [1.9, 1, 1.6, 1],
  [1.1, 1, 1.02, 1],
] as const;
/** The usual share of a first potential in its value; the two passes before the last one make it a matter of taste. */
const POTENTIAL = 1 / 1.1;
const FIRST_VALUES = 10;

/**
 * Least squares over the smoothing parameters in a box, the state before the first observation backcast for each
 * (three passes, see recursion.ts), so that it costs no parameters. Several local minima: each start is improved by 15
 * steps, and the best of these refined to a projected gradient of 1e−6·n. Seasonal forms need more than two periods.
 */
export function fitCes(y: Float64Array, form: CesForm, period: number): CesFit {
  const n = y.length;
  const scale = powerOfTwoNear(y);
  const scaled = y.map((value) => value / scale);
  const recursion = new CesRecursion(scaled, form, period, firstStates(scaled, form, period));
  const size = parametersOf(form);
  const objective = (x: Float64Array, gradient: Float64Array) => {
    const value = recursion.run(fromBox(form, x));
    if (!Number.isFinite(value)) return Infinity;
    recursion.gradient(gradient);
    gradientInBox(form, gradient);
    return value;
  };
  const box = searchBox(form);
  const minimize = (x: Float64Array, iterations: number) => minimizeInBox(objective, x, box, TOLERANCE * n, iterations);
  const scouted = STARTS.map((start) =>
    minimize(toBox(form, startingParameters(form, start)), SCOUTING_ITERATIONS),
  ).reduce((least, candidate) => (candidate.value < least.value ? candidate : least));
  const best = minimize(scouted.x, MAX_ITERATIONS);
  const parameters = fromBox(form, best.x);
  recursion.run(parameters);
  const counted = size + 1;
  return {
    form,
    parameters,
    start: recursion.start().map((state) => scaledState(state, scale)),
    end: recursion.end().map((state) => scaledState(state, scale)),
    variance: (recursion.squaredErrors() / Math.max(1, n - size)) * scale * scale,
    aicc: n > counted + 1 ? best.value + 2 * n * log(scale) + (2 * counted * n) / (n - counted - 1) : Infinity,
    residual: best.residual,
  };
}

function startingParameters(form: CesForm, [a0, a1, b0, b1]: (typeof STARTS)[number]): Float64Array {
  if (form === 'full') return Float64Array.of(a0, a1, b0, b1);
  return form === 'partial' ? Float64Array.of(a0, a1, b0 - 1) : Float64Array.of(a0, a1);
}

/**
 * Before the first pass: a level at the mean of the first season (ten values at least without one), a season at the
 * indices of the classical decomposition, a level for each position at its first value.
 */
export function firstStates(y: Float64Array, form: CesForm, period: number): BlockState[] {
  const length = Math.min(y.length, form === 'none' ? Math.max(FIRST_VALUES, period) : period);
  const level = y.subarray(0, length).reduce((total, value) => total + value, 0) / length;
  return blocksOf(form, period).map(({ lag, parameter, isComplex }) => {
    const isSeason = parameter > 0;
    const values = isSeason
      ? seasonalIndices(y, period, 'additive')
      : form === 'simple'
        ? y.slice(0, lag)
        : Float64Array.of(level);
    return { values, potentials: values.map((value) => (isComplex ? POTENTIAL * value : 0)) };
  });
}

const scaledState = ({ values, potentials }: BlockState, scale: number): BlockState => ({
  values: values.map((value) => value * scale),
  potentials: potentials.map((value) => value * scale),
});
