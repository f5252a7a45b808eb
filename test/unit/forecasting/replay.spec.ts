import { describe, expect, it } from 'vitest';
import { type TensorLike } from '../../../src/algorithms/contract.js';
import { ETS_SPECIFICATIONS, nameOf } from '../../../src/algorithms/forecasting/ets/specification.js';
import { FORECASTERS } from '../../../src/algorithms/forecasting/index.js';
import { asData, quarterly } from './series.js';

/** A second implementation, written from the text beside forecastModelToTensors alone. */
function replay(tensors: ReadonlyMap<string, TensorLike>, s: number, k: number, y: Float64Array, horizon: number) {
  const K = tensors.get('component.variance')!.shape[1]!;
  const P = tensors.get('period')!.data[0]!;
  const row = (name: string, width: number) =>
    [...tensors.get(name)!.data].slice((s * K + k) * width, (s * K + k + 1) * width);
  const [error, , season, adjustment] = row('component.form', 4);
  if (error === 2) return { ...replayComplex(row, season!, P, y, horizon), K };
  const [alpha, beta, gamma, phi] = row('component.smoothing', 4) as [number, number, number, number];
  let [l, b, ...states] = row('component.start', 2 + P) as [number, number, ...number[]];
  const indices = row('component.indices', P);
  let squares = 0;
  y.forEach((value, t) => {
    const c = indices[t % P]!;
    const x = adjustment === 1 ? value - c : adjustment === 2 ? value / c : value;
    const position = t % P;
    const q = l + phi * b;
    const seasonal = states[position]!;
    const fitted = season === 0 ? q : season === 1 ? q + seasonal : q * seasonal;
    const e = x - fitted;
    const d = season === 2 ? e / seasonal : e;
    l = q + alpha * d;
    b = phi * b + beta * d;
    if (season !== 0) states[position] = seasonal + gamma * (season === 2 ? e / q : e);
    squares += error === 1 ? (e / fitted) ** 2 : e * e;
  });
  const n = y.length;
  states = states.map((_, i) => states[(n + i) % P]!);
  const end = [l, b, ...states];
  const [offset, step] = row('component.drift', 2) as [number, number];
  const mean = Array.from({ length: horizon }, (_, i) => {
    b *= phi;
    l += b;
    const seasonal = states[i % P]!;
    const ahead = (season === 0 ? l : season === 1 ? l + seasonal : l * seasonal) + offset + step * i;
    const c = indices[(n + i) % P]!;
    return adjustment === 1 ? ahead + c : adjustment === 2 ? ahead * c : ahead;
  });
  return { end, mean, squares, K };
}

/** The blocks of the text: (v, p) pairs at positions in turn, a parameter pair each; the sum of the values is the forecast. */
function replayComplex(
  row: (name: string, width: number) => number[],
  form: number,
  P: number,
  y: Float64Array,
  horizon: number,
) {
  const [l, b, ...s] = row('component.start', 2 + P) as [number, number, ...number[]];
  const potentials = form === 0 ? [] : row('component.potentials', 2 * P).slice(0, P);
  const [a0, a1, b0, b1] = row('component.smoothing', 4) as [number, number, number, number];
  const level = { states: [[l, b] as const], by: [a0, a1] as const, real: false };
  const season = {
    states: s.map((v, i) => [v, potentials[i] ?? 0] as const),
    by: form === 1 ? ([a0, a1] as const) : ([b0, b1] as const),
    real: form === 2,
  };
  const blocks = form === 0 ? [level] : form === 1 ? [season] : [level, season];
  const step = (value: number | null) => {
    const fitted = blocks.reduce((total, { states }) => total + states[0]![0], 0);
    const e = value === null ? 0 : value - fitted;
    for (const {
      states,
      by: [re, im],
      real,
    } of blocks) {
      const [v, p] = states.shift()!;
      states.push(real ? [v + re * e, 0] : [v - (1 - im) * p + (re - im) * e, v + (1 - re) * p + (re + im) * e]);
    }
    return { fitted, e };
  };
  const squares = [...y].reduce((total, value) => total + step(value).e ** 2, 0);
  const end = [
    ...(form === 1 ? [0, 0] : level.states[0]!),
    ...(form === 0 ? new Array<number>(P).fill(0) : season.states.map(([v]) => v)),
  ];
  const mean = Array.from({ length: horizon }, () => step(null).fitted);
  return { end, mean, squares };
}

describe('an independent replay of the tensors', () => {
  const y = quarterly(7, 43);
  it.each(FORECASTERS.map((forecaster) => [forecaster.name, forecaster] as const))('%s', (_, forecaster) => {
    const model = forecaster.fit(asData(4, quarterly(6, 30), y), {}, { seed: 1 });
    const tensors = forecaster.toTensors(model);
    const K = tensors.get('component.variance')!.shape[1]!;
    const total = new Float64Array(8);
    for (let k = 0; k < K; k++) {
      const { end, mean } = replay(tensors, 1, k, y, 8);
      const stored = [...tensors.get('component.end')!.data].slice((K + k) * 6, (K + k + 1) * 6);
      end.forEach((value, i) => expect(Math.abs(value - stored[i]!)).toBeLessThan(1e-9 * (1 + Math.abs(value))));
      mean.forEach((value, h) => (total[h]! += value / K));
    }
    const { mean } = forecaster.predict(model, { series: 1, horizon: 8, level: 0.9 });
    mean.forEach((value, h) => expect(total[h]).toBeCloseTo(value, 8));
  });

  it('variance is Σe² over the degrees of freedom that the text counts', () => {
    const ets = FORECASTERS.find(({ name }) => name === 'ets')!;
    const model = ets.fit(asData(4, y), { error: 'additive', trend: 'damped', season: 'additive' }, { seed: 1 });
    const { squares } = replay(ets.toTensors(model), 0, 0, y, 1);
    // α, l₀; β, b₀; φ; γ and three states
    expect(model.series[0]!.components[0]!.variance).toBeCloseTo(squares / (43 - 9), 8);
  });

  it.each(['none', 'simple', 'partial', 'full'])('of complex smoothing with the season %s', (season) => {
    const ces = FORECASTERS.find(({ name }) => name === 'ces')!;
    const model = ces.fit(asData(4, y), { season }, { seed: 1 });
    const { end, mean, squares } = replay(ces.toTensors(model), 0, 0, y, 9);
    const stored = ces.toTensors(model).get('component.end')!.data;
    end.forEach((value, i) => expect(value).toBeCloseTo(stored[i]!, 8));
    const ahead = ces.predict(model, { series: 0, horizon: 9, level: 0.9 }).mean;
    ahead.forEach((value, h) => expect(mean[h]).toBeCloseTo(value, 8));
    const parameters = { none: 2, simple: 2, partial: 3, full: 4 }[season]!;
    expect(model.series[0]!.components[0]!.variance).toBeCloseTo(squares / (43 - parameters), 8);
  });

  it('lists the fifteen models', () => {
    expect(ETS_SPECIFICATIONS.map(nameOf).join(' ')).toBe(
      'ANN MNN AAN MAN AAdN MAdN ANA MNA AAA MAA AAdA MAdA MNM MAM MAdM',
    );
  });
});
