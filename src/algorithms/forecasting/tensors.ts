import { DataError, type TensorLike } from '../contract.js';
import { float64Tensor, uint32Tensor, uint8Tensor, vector } from '../tabular/tensors.js';
import { COMPLEX, complexFromRow, complexRow } from './ces/row.js';
import { type ComponentRow } from './component-row.js';
import { smoothingFromRow, smoothingRow } from './ets/row.js';
import { type ForecastModel } from './model.js';

/**
 * With S series, K components each and P observations per season; codes count from 0 in the order given.
 *
 * | tensor | shape | meaning |
 * |---|---|---|
 * | `period` | U32 [1] | P |
 * | `series.length` | U32 [S] | n, observations that the components were fitted to |
 * | `component.form` | U8 [S, K, 4] | error (A, M), trend (N, A, Ad), season (N, A, M), adjustment (none, additive, multiplicative); error 2: complex smoothing, with trend 0, season (none, simple, partial, full), adjustment none |
 * | `component.smoothing` | F64 [S, K, 4] | α, β, γ, φ; complex: a₀, a₁, b₀, b₁ (0 where the form has none) |
 * | `component.start` | F64 [S, K, 2 + P] | level l₀, slope b₀, seasonal states s₁ … s_P before the first observation (0 without a season); complex: see below |
 * | `component.end` | F64 [S, K, 2 + P] | the same before observation n + 1 |
 * | `component.variance` | F64 [S, K] | σ² |
 * | `component.drift` | F64 [S, K, 2] | offset, step |
 * | `component.indices` | F64 [S, K, P] | c₀ … c_{P−1}, fixed seasonal indices (0 without an adjustment) |
 * | `component.potentials` | F64 [S, K, 2, P] | of complex components' seasonal states, before the first observation and before n + 1; absent where no component is complex |
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
 * A complex component consists of blocks, each with a value v and a potential p and a complex parameter a₀ + i a₁: a
 * level (l₀ = v, b₀ = p; none, partial, full), and for each position of the season one of s with its potential (by b₀ +
 * i b₁; for the form simple by a₀ + i a₁). ŷ is the sum of the values v at t, e = y_t − ŷ; then v ← v − (1 − a₁) p + (a₀
 * − a₁) e, p ← v + (1 − a₀) p + (a₀ + a₁) e, both from the old v and p; the season of the form partial has no potential:
 * s ← s + b₀ e. σ² is Σe²/(n − number of parameters). `start` is backcast, see ces/fit.ts.
 *
 * Forecast h ≥ 1 steps ahead: continue with e = 0, add offset + step·(h − 1), then add or multiply by c_{(n+h−1) mod
 * P}; mean over the K components. Its deviation: see forecast.ts; the half width in deviations: see calibration.ts.
 */
export function forecastModelToTensors({ period, series, calibration }: ForecastModel): Map<string, TensorLike> {
  const shape = [series.length, series[0]?.components.length ?? 0];
  const rows = series
    .flatMap(({ components }) => components)
    .map((component) => (component.kind === 'complex' ? complexRow(component) : smoothingRow(component)));
  const block = (columns: readonly number[], part: (row: ComponentRow) => ArrayLike<number>): TensorLike => {
    const width = columns.reduce((product, size) => product * size, 1);
    const data = new Float64Array(rows.length * width);
    rows.forEach((row, i) => data.set(part(row), i * width));
    return { shape: [...shape, ...columns], data };
  };
  const isComplex = rows.some(({ form }) => form[0] === COMPLEX);
  return new Map<string, TensorLike>([
    ['period', vector(Uint32Array.of(period))],
    ['series.length', vector(Uint32Array.from(series, ({ length }) => length))],
    ['component.form', { shape: [...shape, 4], data: Uint8Array.from(rows.flatMap(({ form }) => form)) }],
    ['component.smoothing', block([4], ({ smoothing }) => smoothing)],
    ['component.start', block([2 + period], ({ start }) => start)],
    ['component.end', block([2 + period], ({ end }) => end)],
    ['component.variance', block([], ({ variance }) => [variance])],
    ['component.drift', block([2], ({ drift }) => drift)],
    ['component.indices', block([period], ({ indices }) => indices)],
    ...(isComplex ? [['component.potentials', block([2, period], ({ potentials }) => potentials)] as const] : []),
    ['calibration.scores', vector(calibration.scores)],
    ['calibration.windows', vector(Uint32Array.of(calibration.windows))],
  ]);
}

/** Throws DataError `bad_model` where a tensor is missing, has the wrong size or an unknown code. */
export function forecastModelFromTensors(tensors: ReadonlyMap<string, TensorLike>): ForecastModel {
  const lengths = uint32Tensor(tensors, 'series.length');
  const period = uint32Tensor(tensors, 'period')[0] ?? 0;
  const forms = uint8Tensor(tensors, 'component.form');
  const width = forms.length / 4 / Math.max(1, lengths.length);
  if (period < 1 || !Number.isInteger(width)) throw new DataError('bad_model', 'The shape of component.form is wrong.');
  const block = (name: string, columns: number) => {
    const data = float64Tensor(tensors, name);
    if (data.length !== lengths.length * width * columns)
      throw new DataError('bad_model', `Tensor ${name} has the wrong size.`);
    return (row: number) => data.slice(row * columns, (row + 1) * columns);
  };
  const smoothing = block('component.smoothing', 4);
  const start = block('component.start', 2 + period);
  const end = block('component.end', 2 + period);
  const variance = block('component.variance', 1);
  const drift = block('component.drift', 2);
  const indices = block('component.indices', period);
  const potentials = tensors.has('component.potentials') ? block('component.potentials', 2 * period) : () => NONE;
  const component = (at: number) => {
    const row = {
      form: [...forms.subarray(4 * at, 4 * at + 4)],
      smoothing: smoothing(at),
      start: start(at),
      end: end(at),
      variance: variance(at)[0]!,
      drift: drift(at),
      indices: indices(at),
      potentials: potentials(at),
    };
    return row.form[0] === COMPLEX ? complexFromRow(row) : smoothingFromRow(row);
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

const NONE = new Float64Array(0);
