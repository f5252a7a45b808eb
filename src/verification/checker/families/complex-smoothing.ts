import { log } from '../elementary.js';
import { dot, largest, mean, relativeDifference, square, sum, vector } from '../numeric.js';
import { seasonalIndices } from './decomposition.js';

export const COMPLEX_FORMS = ['none', 'simple', 'partial', 'full'] as const;
export type ComplexForm = (typeof COMPLEX_FORMS)[number];

/** Complex exponential smoothing (Svetunkov, Kourentzes & Ord, Naval Research Logistics 69, 2022) as it is stored. */
export interface Complex {
  readonly complex: ComplexForm;
  /** a₀, a₁, b₀, b₁ */
  readonly smoothing: Float64Array;
  /** level and its potential, seasonal states */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** of the seasonal states, at the start and at the end */
  readonly potentials: Float64Array;
  readonly variance: number;
}

/** (value, potential) at each position, the present one first, moved by re + i·im; a partial season by re alone. */
interface Block {
  readonly states: (readonly [value: number, potential: number])[];
  readonly re: number;
  readonly im: number | null;
}

function blocksOf(form: ComplexForm, by: Float64Array, values: Float64Array, potentials: Float64Array): Block[] {
  const [re, im, seasonRe, seasonIm] = by as Float64Array & [number, number, number, number];
  const level: Block = { states: [[values[0]!, values[1]!]], re, im };
  const states = Array.from(values.subarray(2), (value, i) => [value, potentials[i]!] as const);
  if (form === 'none') return [level];
  if (form === 'simple') return [{ states, re, im }];
  return [level, { states, re: seasonRe, im: form === 'full' ? seasonIm : null }];
}

/** One-step forecasts over y; beyond its end the recursion goes on without errors. Moves the blocks. */
function run(blocks: readonly Block[], y: ArrayLike<number>, steps = y.length): Float64Array {
  return vector(steps, (t) => {
    const forecast = sum(blocks.length, (b) => blocks[b]!.states[0]![0]);
    const e = t < y.length ? y[t]! - forecast : 0;
    for (const { states, re, im } of blocks) {
      const [v, p] = states.shift()!;
      states.push(im === null ? [v + re * e, 0] : [v - (1 - im) * p + (re - im) * e, v + (1 - re) * p + (re + im) * e]);
    }
    return forecast;
  });
}

export const complexPath = ({ complex, smoothing, end, potentials }: Complex, horizon: number): Float64Array =>
  run(blocksOf(complex, smoothing, end, potentials.subarray(end.length - 2)), [], horizon);

/** Whether backcast, recursion and variance are those of y, and by how much, for each observation, −2 ln L falls nearby. */
export function complexErrors(y: Float64Array, stored: Complex) {
  const { complex: form, smoothing, start, end, potentials, variance } = stored;
  const period = end.length - 2;
  const first = firstState(y, form, period);
  const fit = (by: Float64Array) => {
    const blocks = blocksOf(form, by, ...first);
    // Forwards, then backwards: what is before the first observation is forecast from the end.
    for (const values of [y, y.toReversed()]) {
      run(blocks, values);
      for (const { states } of blocks) states.reverse();
    }
    const before = flat(blocks);
    const path = run(blocks, y);
    return { before, after: flat(blocks), squares: sum(y.length, (t) => square(y[t]! - path[t]!)) };
  };
  const { before, after, squares } = fit(smoothing);
  const off = (state: readonly number[], values: Float64Array, own: Float64Array) => {
    const kept = flat(blocksOf(form, smoothing, values, own));
    const size = Math.max(...kept.map(Math.abs), Number.MIN_VALUE);
    return largest(kept.length, (i) => Math.abs(kept[i]! - state[i]!) / size);
  };
  const free = { none: 2, simple: 2, partial: 3, full: 4 }[form];
  const floor = 1e-16 * dot(y, y);
  return {
    recursion: Math.max(off(before, start, potentials), off(after, end, potentials.subarray(period))),
    variance: relativeDifference(variance, squares / Math.max(1, y.length - free)),
    optimum: Math.max(...neighbours(form, smoothing).map((by) => log((squares + floor) / (fit(by).squares + floor)))),
  };
}

const flat = (blocks: readonly Block[]) => blocks.flatMap(({ states }) => states.flat());

/** A level at the first mean, a season at the classical indices (simple: the first values), potentials 1/1.1 of them. */
function firstState(y: Float64Array, form: ComplexForm, period: number): [Float64Array, Float64Array] {
  const level = mean(y.subarray(0, form === 'none' ? Math.max(10, period) : period));
  const season =
    form === 'none'
      ? new Float64Array(period)
      : form === 'simple'
        ? y.slice(0, period)
        : seasonalIndices(y, period, 'additive');
  const potentials = season.map((value) => (form === 'partial' ? 0 : value / 1.1));
  return [Float64Array.of(level, level / 1.1, ...season), potentials];
}

/** Steps inside of 1 < a₀ < 2, 0 < a₁ − a₀/2 < 0.6 (the weights of the past decline), 0 < b₀ < 1 of a partial season. */
function neighbours(form: ComplexForm, by: Float64Array): Float64Array[] {
  const inside = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
  return [-1e-2, -1e-3, 1e-3, 1e-2].flatMap((step) => [
    ...(form === 'full' ? [0, 2] : [0]).flatMap((at) => {
      const [re, im] = [by[at]!, by[at + 1]!];
      const moved = inside(re + step, 1.001, 1.999);
      const tilt = inside(im - re / 2 + step, 0.001, 0.6);
      return [by.with(at, moved).with(at + 1, im + (moved - re) / 2), by.with(at + 1, re / 2 + tilt)];
    }),
    ...(form === 'partial' ? [by.with(2, inside(by[2]! + step, 0.001, 0.999))] : []),
  ]);
}
