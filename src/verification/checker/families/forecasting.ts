import { type Check } from '../../../contracts/check.js';
import { TensorFileError, type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { exp, log } from '../elementary.js';
import { largest, norm, relativeDifference, square, sum, vector } from '../numeric.js';
import { type Settings } from '../settings.js';
import { found } from '../statements.js';
import { differing, numbers } from '../tensors.js';
import { type Complex, COMPLEX_FORMS, complexErrors, type ComplexForm, complexPath } from './complex-smoothing.js';
import { seasonalIndices } from './decomposition.js';

const FORMS = ['none', 'additive', 'multiplicative'] as const;
const TRENDS = ['none', 'additive', 'damped'] as const;
type Form = (typeof FORMS)[number];

/** One smoothing recursion: Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing" (2008), chapter 2. */
interface Smoothing {
  readonly complex: null;
  readonly isRelative: boolean;
  readonly trend: (typeof TRENDS)[number];
  readonly season: Form;
  readonly adjustment: Form;
  /** α, β, γ, φ */
  readonly smoothing: Float64Array;
  /** level, slope, seasonal states */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly variance: number;
  /** offset, step */
  readonly drift: Float64Array;
  readonly indices: Float64Array;
}

type Component = Smoothing | (Complex & Pick<Smoothing, 'drift'>);

/** Components of each series. Throws TensorFileError. */
export function componentsOf(p: TensorMap): Component[][] {
  const period = tensorOf(p, 'period', Uint32Array)[0]!;
  const series = tensorOf(p, 'series.length', Uint32Array).length;
  const forms = tensorOf(p, 'component.form', Uint8Array);
  const count = forms.length / 4;
  const block = (name: string, width: number, at: number) =>
    numbers(p, `component.${name}`, count * width).slice(at * width, (at + 1) * width);
  const all = Array.from({ length: count }, (_, at): Component => {
    const [error, trendCode, seasonCode, adjustmentCode] = forms.subarray(4 * at, 4 * at + 4);
    const stored = {
      smoothing: block('smoothing', 4, at),
      start: block('start', 2 + period, at),
      end: block('end', 2 + period, at),
      variance: block('variance', 1, at)[0]!,
      drift: block('drift', 2, at),
    };
    const complex = COMPLEX_FORMS[seasonCode!];
    if (error === 2 && complex && trendCode === 0 && adjustmentCode === 0)
      return { complex, potentials: block('potentials', 2 * period, at), ...stored };
    const [trend, season, adjustment] = [TRENDS[trendCode!], FORMS[seasonCode!], FORMS[adjustmentCode!]];
    if (error! > 1 || !trend || !season || !adjustment) throw new TensorFileError('component.form has an unknown code');
    const indices = block('indices', period, at);
    return { complex: null, isRelative: error === 1, trend, season, adjustment, indices, ...stored };
  });
  return Array.from({ length: series }, (_, s) => all.slice((s * count) / series, ((s + 1) * count) / series));
}

/** Adds a season to a value, or takes it as a factor. */
const combine = (form: Form, value: number, s: number) =>
  form === 'none' ? value : form === 'additive' ? value + s : value * s;

/** Mean path of a series: the recursion continued without errors, drift and season added; the mean over the components. */
export function forecast(components: readonly Component[], length: number, horizon: number): Float64Array {
  const path = new Float64Array(horizon);
  for (const component of components) {
    const own = component.complex ? complexPath(component, horizon) : smoothingPath(component, length, horizon);
    own.forEach((value, h) => (path[h]! += value / components.length));
  }
  return path;
}

function smoothingPath({ end, smoothing, season, drift, adjustment, indices }: Smoothing, length: number, n: number) {
  let [level, slope] = [end[0]!, end[1]!];
  return vector(n, (h) => {
    slope *= smoothing[3]!;
    level += slope;
    const value = combine(season, level, end[2 + (h % (end.length - 2))]!) + drift[0]! + drift[1]! * h;
    return combine(adjustment, value, indices[(length + h) % indices.length]!);
  });
}

/** Whether each component follows from its series: season taken out, recursion, variance, drift, and no better neighbour. */
export function checkForecasts(
  name: string,
  p: TensorMap,
  settings: Settings,
  series: readonly Float64Array[],
): Check[] {
  const components = componentsOf(p);
  const period = tensorOf(p, 'period', Uint32Array)[0]!;
  const worst = { season: 0, recursion: 0, variance: 0, drift: 0, optimum: 0 };
  const see = (what: keyof typeof worst, error: number) => (worst[what] = Math.max(worst[what], error));
  let wrongForm = settings.number('period') === period ? 0 : 1;
  series.forEach((values, s) => {
    const own = components[s] ?? [];
    wrongForm += own.length === (name === 'combination' ? 4 : 1) ? 0 : 1;
    own.forEach((component, k) => {
      const method = name === 'combination' && k === 0 ? 'theta' : name;
      if (component.complex) {
        const isRight = hasComplexForm(name, k, component.complex, settings, values.length, period);
        wrongForm += isRight ? 0 : 1;
        see('drift', norm(component.drift));
        if (!isRight) return;
        const { recursion, variance, optimum } = complexErrors(values, component);
        see('recursion', recursion);
        see('variance', variance);
        see('optimum', optimum);
        return;
      }
      const naive = isNaive(component);
      const y = adjusted(values, component);
      wrongForm += naive || hasForm(method, k, component, settings, values) ? 0 : 1;
      if (component.adjustment !== 'none') see('season', seasonError(values, component));
      const run = recursion(y, component, component.smoothing, component.start);
      see('recursion', stateError(run.state, component));
      const variance = naive ? naiveVariance(values, period) : run.squares / degreesOfFreedom(y, component, period);
      see('variance', relativeDifference(component.variance, variance));
      see('drift', driftError(y, component, method === 'theta' && !naive ? (settings.optional('theta') ?? 2) : 1));
      if (!naive) see('optimum', improvement(y, component, run.criterion) / y.length);
    });
  });
  const lengths = Uint32Array.from(series, (values) => values.length);
  const scope = `${series.length} series, ${components.flat().length} recursions, all`;
  return [
    found('form_of_recursion', scope, wrongForm + differing(p, { 'series.length': lengths })),
    ...(['season', 'recursion', 'variance', 'drift', 'optimum'] as const).map((id) => found(id, scope, worst[id])),
  ];
}

/** Repeats the last season: it keeps the last observation and forgets the rest (Hyndman & Athanasopoulos, FPP3, 5.2). */
const isNaive = ({ smoothing: [alpha, beta, gamma] }: Smoothing) =>
  beta === 0 && ((alpha === 1 && gamma === 0) || (alpha === 0 && gamma === 1));

/** What the method lets a recursion be (the taxonomy of chapter 2); where it fits none, the last season is repeated. */
function hasForm(name: string, k: number, component: Smoothing, settings: Settings, y: Float64Array): boolean {
  const { isRelative, trend, season } = component;
  const simple = !isRelative && season === 'none';
  const asked = (setting: string, is: string) => ['auto', is].includes(settings.text(setting));
  switch (name) {
    case 'ses':
    case 'theta':
      return simple && trend === 'none';
    case 'holt':
      return simple && trend === 'additive';
    case 'damped_trend':
      return simple && trend === 'damped';
    case 'holt_winters': {
      const isRatio = settings.text('season') === 'multiplicative' && y.every((value) => value > 0);
      const wanted = isRatio ? 'multiplicative' : 'additive';
      return trend === 'additive' && isRelative === isRatio && (season === 'none' || season === wanted);
    }
    case 'ets':
      return (
        asked('error', isRelative ? 'multiplicative' : 'additive') && asked('trend', trend) && asked('season', season)
      );
    case 'combination':
      return k === 1 || (k === 2 && trend === 'damped');
    default:
      return false;
  }
}

/** The last of a combination, or of the season that was asked for: none, where there are no more than two of them. */
function hasComplexForm(name: string, k: number, form: ComplexForm, settings: Settings, n: number, period: number) {
  const asked = name === 'ces' ? ['auto', form].includes(settings.text('season')) : name === 'combination' && k === 3;
  return period > 1 && n > 2 * period ? asked : form === 'none' && (name === 'ces' || asked);
}

const adjusted = (y: Float64Array, { adjustment, indices }: Smoothing) =>
  y.map((value, t) => {
    const s = indices[t % indices.length]!;
    return adjustment === 'none' ? value : adjustment === 'additive' ? value - s : value / s;
  });

/** The recursion of chapter 2, and −2 ln L up to a constant: n ln Σe², or n ln Σ(e/ŷ)² + 2 Σ ln ŷ (section 5.1). */
function recursion(
  y: Float64Array,
  { isRelative, season }: Smoothing,
  [alpha, beta, gamma, phi]: ArrayLike<number> & Iterable<number>,
  start: Float64Array,
) {
  let [level, slope] = [start[0]!, start[1]!];
  const seasons = [...start.subarray(2)];
  let [squares, logs, outside] = [0, 0, false];
  y.forEach((value) => {
    const q = level + phi! * slope;
    const s = seasons.shift()!;
    const predicted = combine(season, q, s);
    const e = value - predicted;
    const isFactor = season === 'multiplicative';
    outside ||= (isRelative && !(predicted > 0)) || (isFactor && !(q > 0 && s > 0));
    level = q + alpha! * (isFactor ? e / s : e);
    slope = phi! * slope + beta! * (isFactor ? e / s : e);
    seasons.push(season === 'none' ? 0 : s + gamma! * (isFactor ? e / q : e));
    squares += square(isRelative ? e / predicted : e);
    if (isRelative) logs += log(predicted);
  });
  const criterion = outside ? Infinity : y.length * log(Math.max(squares, Number.MIN_VALUE)) + 2 * logs;
  return { state: [level, slope, ...seasons], squares, criterion };
}

/** Largest difference of the end states, relative to the size of the level. */
function stateError(state: readonly number[], { end, season }: Smoothing): number {
  const size = Math.max(Math.abs(end[0]!), ...end.subarray(2).map(Math.abs), Number.MIN_VALUE);
  return largest(season === 'none' ? 2 : state.length, (i) => Math.abs(state[i]! - end[i]!) / size);
}

/** n less α and level; with a trend β and slope; damped φ; with a season γ and P − 1 states (section 5.2). */
function degreesOfFreedom(y: Float64Array, { trend, season }: Smoothing, period: number): number {
  const free = 2 + (trend === 'none' ? 0 : 2) + (trend === 'damped' ? 1 : 0) + (season === 'none' ? 0 : period);
  return Math.max(1, y.length - free);
}

/** Mean square of the differences over a season, or from one value to the next. */
function naiveVariance(y: Float64Array, period: number): number {
  const lag = period > 1 && y.length > period ? period : 1;
  return sum(y.length - lag, (t) => square(y[t + lag]! - y[t]!)) / Math.max(1, y.length - lag);
}

/**
 * By how much −2 ln L falls at the best of many steps along single parameters, inside of 0 < β < α < 1, 0 < γ < 1 − α and
 * 0.8 ≤ φ ≤ 0.98 (section 2.6): at a minimum by nothing.
 */
function improvement(y: Float64Array, component: Smoothing, criterion: number): number {
  const { trend, season, start } = component;
  const [alpha, beta, gamma, phi] = component.smoothing as Float64Array & [number, number, number, number];
  const scale = norm(y) / Math.sqrt(y.length);
  const [share, rest] = [alpha > 0 ? beta / alpha : 0, alpha < 1 ? gamma / (1 - alpha) : 0];
  const candidates = [-1e-2, -1e-3, 1e-3, 1e-2].flatMap((step) => {
    const inside = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value + step));
    const a = inside(alpha, 1e-4, 0.9999);
    const steps: [is: boolean, smoothing: number[], start: Float64Array][] = [
      [true, [a, share * a, rest * (1 - a), phi], start],
      [true, [alpha, beta, gamma, phi], start.with(0, start[0]! + step * scale)],
      [trend !== 'none', [alpha, alpha * inside(share, 1e-4, 0.9999), gamma, phi], start],
      [trend !== 'none', [alpha, beta, gamma, phi], start.with(1, start[1]! + step * scale * 0.1)],
      [trend === 'damped', [alpha, beta, gamma, inside(phi, 0.8, 0.98)], start],
      [season !== 'none', [alpha, beta, (1 - alpha) * inside(rest, 1e-4, 0.9999), phi], start],
    ];
    return steps.filter(([is]) => is);
  });
  const gains = candidates.map(([, smoothing, from]) => criterion - recursion(y, component, smoothing, from).criterion);
  return largest(gains.length, (i) => gains[i]!);
}

/** (1 − 1/θ) times the slope of the least-squares line, and what smoothing lags behind it (Hyndman & Billah, IJF 19, 2003). */
function driftError(y: Float64Array, { drift, smoothing: [alpha] }: Smoothing, theta: number): number {
  const t = vector(y.length, (i) => i + 1 - (y.length + 1) / 2);
  const squares = sum(y.length, (i) => t[i]! * t[i]!);
  const slope = squares > 0 ? sum(y.length, (i) => t[i]! * y[i]!) / squares : 0;
  const step = (1 - 1 / theta) * slope;
  const offset = theta === 1 ? 0 : (step * (1 - exp(y.length * log(1 - alpha!)))) / alpha!;
  return Math.max(relativeDifference(drift[0]!, offset), relativeDifference(drift[1]!, step));
}

/** Whether the indices that were taken out are those of the classical decomposition. */
function seasonError(y: Float64Array, { indices, adjustment }: Smoothing): number {
  const isRatio = adjustment === 'multiplicative';
  const size = isRatio ? 1 : Math.max(...y.map(Math.abs), Number.MIN_VALUE);
  const expected = seasonalIndices(y, indices.length, isRatio ? 'multiplicative' : 'additive');
  return largest(indices.length, (i) => Math.abs(expected[i]! - indices[i]!) / size);
}
