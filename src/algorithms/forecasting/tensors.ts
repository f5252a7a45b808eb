import { DataError, type TensorLike } from '../contract.js';
import { float64Tensor, uint32Tensor, uint8Tensor, vector } from '../tabular/tensors.js';
import { type Component } from './component.js';
import { type ForecastModel } from './model.js';

const ERRORS = ['A', 'M'] as const;
const TRENDS = ['N', 'A', 'Ad'] as const;
const SEASONS = ['N', 'A', 'M'] as const;
const ADJUSTMENTS = [null, 'additive', 'multiplicative'] as const;

/**
 * With S series, K components each and P observations per season; codes count from 0 in the order given.
 *
 * | tensor | shape | meaning |
 * |---|---|---|
 * | `period` | U32 [1] | P |
 * | `series.length` | U32 [S] | n, observations that the components were fitted to |
 * | `component.form` | U8 [S, K, 4] | error (A, M), trend (N, A, Ad), season (N, A, M), adjustment (none, additive, multiplicative) |
 * | `component.smoothing` | F64 [S, K, 4] | α, β, γ, φ |
 * | `component.start` | F64 [S, K, 2 + P] | level l₀, slope b₀, seasonal states s₁ … s_P before the first observation (0 without a season) |
 * | `component.end` | F64 [S, K, 2 + P] | the same before observation n + 1 |
 * | `component.variance` | F64 [S, K] | σ² |
 * | `component.drift` | F64 [S, K, 2] | offset, step |
 * | `component.indices` | F64 [S, K, P] | c₀ … c_{P−1}, fixed seasonal indices (0 without an adjustment) |
 * | `calibration.scores` | F64 [N] | ascending |
 * | `calibration.windows` | U32 [1] | |
 *
 * Replay: x_t = y_t, y_t − c or y_t / c with c = c_{t mod P} (t from 0) by the adjustment. Then for each t in order,
 * with s the state of its position, q = l + φ b; ŷ = q, q + s or q·s by the season; e = x_t − ŷ; d = e (e/s for
 * season M); l ← q + α d; b ← φ b + β d; s ← s + γ e (s + γ e/q for season M). After the last t the state is `end`.
 * σ² is Σe² (Σ(e/ŷ)² for error M) over n − k, k the number of free parameters: α, l₀, with a trend β, b₀, damped φ,
 * with a season γ and P − 1 states; for the repetition of the last season (α = 0, γ = 1, or α = 1 without one) it is
 * Σe²/(n − P) (n − 1) over the errors after the first season (value).
 *
 * Forecast h ≥ 1 steps ahead: continue with e = 0, add offset + step·(h − 1), then add or multiply by c_{(n+h−1) mod
 * P}; mean over the K components. Its deviation: see forecast.ts; the half width in deviations: see calibration.ts.
 */
export function forecastModelToTensors({ period, series, calibration }: ForecastModel): Map<string, TensorLike> {
  const [rows, width] = [series.length, series[0]?.components.length ?? 0];
  const all = series.flatMap(({ components }) => components);
  const matrix = (columns: number, fill: (component: Component) => ArrayLike<number>): TensorLike => {
    const data = new Float64Array(all.length * columns);
    all.forEach((component, i) => data.set(fill(component), i * columns));
    return { shape: columns === 1 ? [rows, width] : [rows, width, columns], data };
  };
  const form = Uint8Array.from(
    all.flatMap(({ specification: { error, trend, season }, adjustment }) => [
      ERRORS.indexOf(error),
      TRENDS.indexOf(trend),
      SEASONS.indexOf(season),
      ADJUSTMENTS.indexOf(adjustment?.form ?? null),
    ]),
  );
  return new Map<string, TensorLike>([
    ['period', vector(Uint32Array.of(period))],
    ['series.length', vector(Uint32Array.from(series, ({ length }) => length))],
    ['component.form', { shape: [rows, width, 4], data: form }],
    ['component.smoothing', matrix(4, ({ smoothing: { alpha, beta, gamma, phi } }) => [alpha, beta, gamma, phi])],
    ['component.start', matrix(2 + period, ({ start }) => [start.level, start.slope, ...start.season])],
    ['component.end', matrix(2 + period, ({ end }) => [end.level, end.slope, ...end.season])],
    ['component.variance', matrix(1, ({ variance }) => [variance])],
    ['component.drift', matrix(2, ({ drift }) => [drift.offset, drift.step])],
    ['component.indices', matrix(period, ({ adjustment }) => adjustment?.indices ?? [])],
    ['calibration.scores', vector(calibration.scores)],
    ['calibration.windows', vector(Uint32Array.of(calibration.windows))],
  ]);
}

/** Throws DataError `bad_model` where a tensor is missing, has the wrong size or an unknown code. */
export function forecastModelFromTensors(tensors: ReadonlyMap<string, TensorLike>): ForecastModel {
  const lengths = uint32Tensor(tensors, 'series.length');
  const period = uint32Tensor(tensors, 'period')[0] ?? 0;
  const form = uint8Tensor(tensors, 'component.form');
  const width = form.length / 4 / Math.max(1, lengths.length);
  if (period < 1 || !Number.isInteger(width)) throw new DataError('bad_model', 'The shape of component.form is wrong.');
  const block = (name: string, columns: number) => {
    const data = float64Tensor(tensors, name);
    if (data.length !== lengths.length * width * columns)
      throw new DataError('bad_model', `Tensor ${name} has the wrong size.`);
    return (row: number) => data.slice(row * columns, (row + 1) * columns);
  };
  const smoothing = block('component.smoothing', 4);
  const states = { start: block('component.start', 2 + period), end: block('component.end', 2 + period) };
  const variance = block('component.variance', 1);
  const drift = block('component.drift', 2);
  const indices = block('component.indices', period);
  const component = (row: number): Component => {
    const season = codeOf(SEASONS, form[4 * row + 2]!);
    const adjustment = codeOf(ADJUSTMENTS, form[4 * row + 3]!);
    const state = (values: Float64Array) => ({
      level: values[0]!,
      slope: values[1]!,
      season: values.slice(2, season === 'N' ? 3 : 2 + period),
    });
    const [alpha, beta, gamma, phi] = smoothing(row);
    const [offset, step] = drift(row);
    return {
      specification: { error: codeOf(ERRORS, form[4 * row]!), trend: codeOf(TRENDS, form[4 * row + 1]!), season },
      smoothing: { alpha: alpha!, beta: beta!, gamma: gamma!, phi: phi! },
      start: state(states.start(row)),
      end: state(states.end(row)),
      variance: variance(row)[0]!,
      drift: { offset: offset!, step: step! },
      adjustment: adjustment && { form: adjustment, indices: indices(row) },
    };
  };
  return {
    period,
    series: Array.from(lengths, (length, at) => ({
      length,
      components: Array.from({ length: width }, (_, k) => component(at * width + k)),
    })),
    calibration: {
      scores: float64Tensor(tensors, 'calibration.scores'),
      windows: uint32Tensor(tensors, 'calibration.windows')[0] ?? 0,
    },
  };
}

function codeOf<T>(codes: readonly T[], code: number): T {
  const value = codes[code];
  if (value === undefined) throw new DataError('bad_model', `Code ${code} in component.form is unknown.`);
  return value;
}
