import { exp } from '../../../src/algorithms/math/index.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

/** Positive quarterly series with trend, season and noise, from the pinned generator. */
export function quarterly(seed: number, length: number): Float64Array {
  const stream = new RandomStream(seed, 'test-series');
  const season = [1.2, 0.9, 0.8, 1.1];
  let level = 100 + 50 * stream.uniform();
  return Float64Array.from({ length }, (_, t) => {
    level *= 1.01 * exp(0.06 * (stream.uniform() - 0.5));
    return level * season[t % 4]! * exp(0.04 * (stream.uniform() - 0.5));
  });
}

export const asData = (period: number, ...all: Float64Array[]) => ({
  period,
  series: all.map((values, i) => ({ id: `s${i}`, values })),
});
