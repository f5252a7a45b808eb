import { type Check } from '../../../contracts/check.js';
import { TensorFileError, type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { exp, log } from '../elementary.js';
import { type Settings } from '../settings.js';
import { differing, numbers } from '../tensors.js';
import { backward, exact, gap, relativeDifference } from '../verdict.js';

type Form = 'none' | 'additive' | 'multiplicative';
const FORMS: readonly Form[] = ['none', 'additive', 'multiplicative'];

/** One smoothing recursion: Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing" (2008), chapter 2. */
interface Component {
  readonly isRelative: boolean;
  readonly trend: 'none' | 'additive' | 'damped';
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

/** Components of each series. Throws TensorFileError. */
export function componentsOf(p: TensorMap): Component[][] {
  const period = tensorOf(p, 'period', Uint32Array)[0]!;
  const series = tensorOf(p, 'series.length', Uint32Array).length;
  const forms = tensorOf(p, 'component.form', Uint8Array);
  const count = forms.length / 4;
  const block = (name: string, width: number, at: number) =>
    numbers(p, name, count * width).slice(at * width, (at + 1) * width);
  const all = Array.from({ length: count }, (_, at): Component => {
    const [error, trend, season, adjustment] = forms.subarray(4 * at, 4 * at + 4);
    const kinds = [FORMS[season!], FORMS[adjustment!]];
    const trends = (['none', 'additive', 'damped'] as const)[trend!];
    if (error! > 1 || !trends || !kinds[0] || !kinds[1])
      throw new TensorFileError('component.form has an unknown code');
    return {
      isRelative: error === 1,
      trend: trends,
      season: kinds[0],
      adjustment: kinds[1],
      smoothing: block('component.smoothing', 4, at),
      start: block('component.start', 2 + period, at),
      end: block('component.end', 2 + period, at),
      variance: block('component.variance', 1, at)[0]!,
      drift: block('component.drift', 2, at),
      indices: block('component.indices', period, at),
    };
  });
  return Array.from({ length: series }, (_, s) => all.slice((s * count) / series, ((s + 1) * count) / series));
}

/** Mean path of a series: the recursion continued without errors, drift and season added; the mean over the components. */
export function forecast(components: readonly Component[], length: number, horizon: number): Float64Array {
  const mean = new Float64Array(horizon);
  for (const { end, smoothing, season, drift, adjustment, indices } of components) {
    let [level, slope] = [end[0]!, end[1]!];
    for (let h = 0; h < horizon; h++) {
      slope *= smoothing[3]!;
      level += slope;
      const s = end[2 + (h % (end.length - 2))]!;
      const value =
        (season === 'none' ? level : season === 'additive' ? level + s : level * s) + drift[0]! + drift[1]! * h;
      const c = indices[(length + h) % indices.length]!;
      mean[h]! +=
        (adjustment === 'none' ? value : adjustment === 'additive' ? value + c : value * c) / components.length;
    }
  }
  return mean;
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
  const lengths = Uint32Array.from(series, (values) => values.length);
  let [wrongForm, season, end, variance, drift, better] = [0, 0, 0, 0, 0, 0];
  series.forEach((values, s) => {
    const own = components[s] ?? [];
    wrongForm += own.length === (name === 'combination' ? 3 : 1) ? 0 : 1;
    own.forEach((component, k) => {
      const y = adjusted(values, component);
      const naive = isNaive(component);
      wrongForm += naive || hasForm(name, k, component, settings, values) ? 0 : 1;
      if (component.adjustment !== 'none')
        season = Math.max(season, seasonError(values, component.indices, component.adjustment));
      const run = recursion(y, component, component.smoothing, component.start);
      end = Math.max(end, stateError(run.state, component));
      variance = Math.max(
        variance,
        relativeDifference(
          component.variance,
          naive
            ? naiveVariance(values, period)
            : run.squares / Math.max(1, y.length - freeParameters(component, period)),
        ),
      );
      drift = Math.max(
        drift,
        driftError(y, component, isTheta(name, k) && !naive ? (settings.optional('theta') ?? 2) : 1),
      );
      if (!naive) better = Math.max(better, improvement(y, component, run.criterion) / y.length);
    });
  });
  const scope = `${series.length} series, ${components.flat().length} recursions, all`;
  return [
    exact(
      {
        id: 'form',
        scope,
        implies: 'each series has the recursions of the method, over the observations of the table',
      },
      wrongForm + differing(p, 'series.length', lengths) + (settings.number('period') === period ? 0 : 1),
    ),
    backward(
      { id: 'season', scope, implies: 'seasonal indices that were taken out are those of the classical decomposition' },
      season,
    ),
    backward(
      {
        id: 'recursion',
        scope,
        implies: 'run over the series the recursion ends at the state that forecasts start from',
      },
      end,
    ),
    backward({ id: 'variance', scope, implies: 'the error variance is that of the one-step errors' }, variance),
    backward({ id: 'drift', scope, implies: 'only Theta adds a drift, and the one that its line gives' }, drift),
    gap(
      {
        id: 'likelihood',
        scope,
        implies: 'no smoothing parameter and no start nearby makes the series likelier by more, for each observation',
      },
      better,
    ),
  ];
}

const isTheta = (name: string, k: number) => name === 'theta' || (name === 'combination' && k === 0);

/** Repeats the last season: it keeps the last observation and forgets the rest. */
const isNaive = ({ smoothing: [alpha, beta, gamma] }: Component) =>
  beta === 0 && ((alpha === 1 && gamma === 0) || (alpha === 0 && gamma === 1));

/** What the method lets a recursion be; where it fits none, the last season is repeated. */
function hasForm(
  name: string,
  k: number,
  { isRelative, trend, season }: Component,
  settings: Settings,
  y: Float64Array,
): boolean {
  const simple = !isRelative && season === 'none';
  const asked = (setting: string, is: string) => ['auto', is].includes(settings.text(setting));
  switch (isTheta(name, k) ? 'theta' : name) {
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
      return k === 1 || trend === 'damped';
    default:
      return false;
  }
}

function adjusted(y: Float64Array, { adjustment, indices }: Component): Float64Array {
  if (adjustment === 'none') return y;
  return y.map((value, t) =>
    adjustment === 'additive' ? value - indices[t % indices.length]! : value / indices[t % indices.length]!,
  );
}

/** The recursion of chapter 2, and −2 ln L up to a constant: n ln Σe², or n ln Σ(e/ŷ)² + 2 Σ ln ŷ (section 5.1). */
function recursion(
  y: Float64Array,
  { isRelative, season }: Component,
  [alpha, beta, gamma, phi]: Float64Array,
  start: Float64Array,
) {
  let [level, slope] = [start[0]!, start[1]!];
  const seasons = [...start.subarray(2)];
  let [squares, logs, outside] = [0, 0, false];
  y.forEach((value) => {
    const q = level + phi! * slope;
    const s = seasons.shift()!;
    const predicted = season === 'none' ? q : season === 'additive' ? q + s : q * s;
    const e = value - predicted;
    const d = season === 'multiplicative' ? e / s : e;
    outside ||= (isRelative && !(predicted > 0)) || (season === 'multiplicative' && !(q > 0 && s > 0));
    level = q + alpha! * d;
    slope = phi! * slope + beta! * d;
    seasons.push(season === 'none' ? 0 : s + gamma! * (season === 'multiplicative' ? e / q : e));
    const r = isRelative ? e / predicted : e;
    squares += r * r;
    if (isRelative) logs += log(predicted);
  });
  const criterion = outside ? Infinity : y.length * log(Math.max(squares, Number.MIN_VALUE)) + 2 * logs;
  return { state: [level, slope, ...seasons], squares, criterion };
}

/** Largest difference of the end states, relative to the size of the level. */
function stateError(state: readonly number[], { end, season }: Component): number {
  const size = Math.max(Math.abs(end[0]!), ...end.subarray(2).map(Math.abs), Number.MIN_VALUE);
  const compared = season === 'none' ? state.slice(0, 2) : state;
  return compared.reduce((max, value, i) => Math.max(max, Math.abs(value - end[i]!) / size), 0);
}

/** α and level; with a trend β and slope; damped φ; with a season γ and P − 1 states. */
const freeParameters = ({ trend, season }: Component, period: number) =>
  2 + (trend === 'none' ? 0 : 2) + (trend === 'damped' ? 1 : 0) + (season === 'none' ? 0 : period);

function naiveVariance(y: Float64Array, period: number): number {
  const lag = period > 1 && y.length > period ? period : 1;
  const squares = y.reduce((sum, value, t) => (t < lag ? sum : sum + (value - y[t - lag]!) * (value - y[t - lag]!)), 0);
  return squares / Math.max(1, y.length - lag);
}

/**
 * By how much −2 ln L falls at the best of many steps along single parameters, inside of 0 < β < α < 1, 0 < γ < 1 − α and
 * 0.8 ≤ φ ≤ 0.98: at a minimum by nothing.
 */
function improvement(y: Float64Array, component: Component, criterion: number): number {
  const { trend, season, start } = component;
  const [alpha, beta, gamma, phi] = component.smoothing;
  const scale = Math.sqrt(y.reduce((sum, value) => sum + value * value, 0) / y.length);
  let best = 0;
  const compare = (smoothing: number[], state: Float64Array) =>
    (best = Math.max(best, criterion - recursion(y, component, Float64Array.from(smoothing), state).criterion));
  const [share, rest] = [alpha! > 0 ? beta! / alpha! : 0, alpha! < 1 ? gamma! / (1 - alpha!) : 0];
  for (const step of [-1e-2, -1e-3, 1e-3, 1e-2]) {
    const inside = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value + step));
    const moved = inside(alpha!, 1e-4, 0.9999);
    compare([moved, share * moved, rest * (1 - moved), phi!], start);
    if (trend !== 'none') compare([alpha!, alpha! * inside(share, 1e-4, 0.9999), gamma!, phi!], start);
    if (season !== 'none') compare([alpha!, beta!, (1 - alpha!) * inside(rest, 1e-4, 0.9999), phi!], start);
    if (trend === 'damped') compare([alpha!, beta!, gamma!, inside(phi!, 0.8, 0.98)], start);
    compare([...component.smoothing], start.with(0, start[0]! + step * scale));
    if (trend !== 'none') compare([...component.smoothing], start.with(1, start[1]! + step * scale * 0.1));
  }
  return best;
}

/** (1 − 1/θ) times the slope of the least-squares line, and what smoothing lags behind it (Hyndman & Billah, IJF 19, 2003). */
function driftError(y: Float64Array, { drift, smoothing }: Component, theta: number): number {
  const middle = (y.length + 1) / 2;
  let [cross, squares] = [0, 0];
  y.forEach((value, t) => {
    cross += (t + 1 - middle) * value;
    squares += (t + 1 - middle) * (t + 1 - middle);
  });
  const step = squares > 0 ? (1 - 1 / theta) * (cross / squares) : 0;
  const alpha = smoothing[0]!;
  const offset = theta === 1 ? 0 : (step * (1 - exp(y.length * log(1 - alpha)))) / alpha;
  return Math.max(relativeDifference(drift[0]!, offset), relativeDifference(drift[1]!, step));
}

/** Classical decomposition (Macaulay 1931): means of y less (over) a centred moving average of one period, normalized. */
function seasonError(y: Float64Array, indices: Float64Array, form: Form): number {
  const period = indices.length;
  const half = Math.floor(period / 2);
  const groups = Array.from(indices, (): number[] => []);
  for (let t = half; t < y.length - half; t++) {
    let trend = y.subarray(t - half, t + half + 1).reduce((sum, value) => sum + value, 0);
    if (period % 2 === 0) trend -= (y[t - half]! + y[t + half]!) / 2;
    trend /= period;
    groups[t % period]!.push(form === 'additive' ? y[t]! - trend : y[t]! / trend);
  }
  const means = groups.map((group) => group.reduce((sum, value) => sum + value, 0) / group.length);
  const average = means.reduce((sum, value) => sum + value, 0) / period;
  const size = form === 'additive' ? Math.max(...y.map(Math.abs), Number.MIN_VALUE) : 1;
  return means.reduce(
    (max, mean, i) =>
      Math.max(max, Math.abs((form === 'additive' ? mean - average : mean / average) - indices[i]!) / size),
    0,
  );
}
