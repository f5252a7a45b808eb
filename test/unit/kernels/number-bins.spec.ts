import { describe, expect, it } from 'vitest';
import { MOST_NUMBERS, NumberBins } from '../../../src/algorithms/kernels/number-bins.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

const stream = new RandomStream(9, 'test');
const bell = () => 2 * (stream.uniform() + stream.uniform() + stream.uniform() - 1.5);
const kernel = new NumberBins();

describe('number bins', () => {
  it.each([
    ['one edge', [3]],
    ['none', []],
    ['the whole range of doubles', [-Number.MAX_VALUE, -1, 0, 5e-324, 1e-300, Number.MAX_VALUE]],
    ['a crowd and an outlier', [0, 1e-9, 2e-9, 3e-9, 1]],
    ['neighbours', [1, 1 + Number.EPSILON, 1 + 2 * Number.EPSILON]],
    ['as many as there can be', Array.from({ length: 255 }, (_, i) => i * i - 100)],
  ])('count the edges below x: %s', (_, edges) => {
    const beside = edges.flatMap((e) => [e - Math.abs(e) * 1e-15, e + Math.abs(e) * 1e-15]);
    const probes = [...edges, ...beside, -7, -0, 0, 0.5, 1e200].filter(Number.isFinite);
    expect([...kernel.binsOf(Float64Array.from(probes), Float64Array.from(edges))]).toEqual(
      probes.map((x) => edges.filter((edge) => edge < x).length),
    );
  });

  it('go on behind the numbers that fit at a time', () => {
    const values = Float64Array.from({ length: MOST_NUMBERS + 3 }, (_, i) => i % 7);
    const bins = kernel.binsOf(values, Float64Array.of(0.5, 1.5, 2.5, 3.5, 4.5, 5.5));
    expect([...bins.subarray(-4)]).toEqual([...values.subarray(-4)]);
  });

  it.each([
    ['anything', () => bell() * 10 ** (stream.below(600) - 300)],
    ['small integers', () => stream.below(9) - 4],
    ['singles', () => Math.fround(bell())],
    ['zeros of both signs', () => (stream.below(2) === 0 ? -0 : 0)],
    ['one value', () => 0.1],
  ])('sort like the language: %s', (_, draw) => {
    for (const length of [0, 1, 2, 1000, MOST_NUMBERS]) {
      const values = Float64Array.from({ length }, draw);
      const expected = values.toSorted();
      kernel.sort(values);
      expect(values).toEqual(expected);
    }
  });
});
