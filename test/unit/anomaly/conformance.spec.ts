import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Features } from '../../../src/algorithms/contract.js';
import { DETECTORS, type Detector } from '../../../src/algorithms/anomaly/index.js';
import { recordEach } from '../verification/conformance/record.js';
import { cloud, numbers } from './points.js';

const context = { seed: 1 };
const points = [...cloud(1, 120, [0, 0, 0]), [8, 8, -8]];
const mixed: Features = {
  rows: points.length,
  columns: [
    ...numbers(points).columns,
    { kind: 'category', name: '__proto__', levels: ['a', 'b', 'c'], codes: Int32Array.from(points, (_, i) => i % 3) },
    { kind: 'number', name: 'constant', values: new Float64Array(points.length).fill(7) },
  ],
};

describe.each(DETECTORS.map((detector) => [detector.name, detector as Detector] as const))('%s', (name, detector) => {
  recordEach(name, 'estimator');
  const model = detector.fit(mixed, {}, context);
  const { scores, flags } = detector.predict(model, mixed);

  it('finds the row that stands apart and flags at most the share asked for', () => {
    expect(scores.indexOf(Math.max(...scores))).toBe(120);
    expect(flags[120]).toBe(1);
    expect(flags.reduce((total, flag) => total + flag, 0)).toBeLessThanOrEqual(Math.floor(0.05 * 121));
    const tenth = detector.predict(detector.fit(mixed, { contamination: 0.25 }, context), mixed).flags;
    const flagged = tenth.reduce((total, flag) => total + flag, 0);
    expect(flagged).toBeLessThanOrEqual(30);
    expect(flagged).toBeGreaterThan(20);
  });

  it('refuses what it cannot use', () => {
    expect(() => detector.fit(numbers([]), {}, context)).toThrow('no rows');
    expect(() => detector.fit(numbers([[1], [NaN], [2], [3]]), {}, context)).toThrow('missing');
    expect(() => detector.fit(mixed, { contamination: 0.7 }, context)).toThrow('contamination');
    expect(() => detector.predict(model, numbers([[1, 2]]))).toThrow('features');
  });

  it('scores rows one by one as together, known level or not', () => {
    const unseen: Features = {
      rows: 1,
      columns: mixed.columns.map((column) =>
        column.kind === 'number'
          ? { ...column, values: column.values.slice(3, 4) }
          : { ...column, codes: Int32Array.of(-1) },
      ),
    };
    const one = {
      ...unseen,
      columns: unseen.columns.map((column) =>
        column.kind === 'number' ? column : { ...column, codes: Int32Array.of(0) },
      ),
    };
    expect(detector.predict(model, one).scores[0]).toBe(scores[3]);
    expect(Number.isFinite(detector.predict(model, unseen).scores[0])).toBe(true);
  });

  it('does not depend on the unit of a column', () => {
    const doubled = {
      ...mixed,
      columns: mixed.columns.map((c) => (c.kind === 'number' ? { ...c, values: c.values.map((x) => 4 * x) } : c)),
    };
    const again = detector.predict(detector.fit(doubled, {}, context), doubled).scores;
    expect(again).toEqual(scores);
  });

  // An isolation forest draws its samples by position.
  if (name !== 'isolation_forest') {
    it('does not depend on the order of the rows', () => {
      const order = Uint32Array.from(points, (_, i) => (i * 50) % points.length);
      const permuted = numbers([...order].map((row) => points[row]!));
      const original = detector.predict(detector.fit(numbers(points), {}, context), numbers(points)).scores;
      const again = detector.predict(detector.fit(permuted, {}, context), permuted).scores;
      order.forEach((row, i) => expect(again[i]).toBeCloseTo(original[row]!, 10));
    });
  }

  it('takes identical rows', () => {
    const same = numbers(new Array<number[]>(30).fill([1, 2]));
    const flat = detector.predict(detector.fit(same, {}, context), same);
    expect(new Set(flat.scores).size).toBe(1);
    expect(Number.isFinite(flat.scores[0])).toBe(true);
    expect(flat.flags.every((flag) => flag === 0)).toBe(true);
  });

  it('saves and loads to the same bits', () => {
    const tensors = detector.toTensors(model);
    const loaded = detector.fromTensors(tensors);
    expect(detector.toTensors(loaded)).toEqual(tensors);
    expect(detector.predict(loaded, mixed).scores).toEqual(scores);
    for (const missing of tensors.keys()) {
      const rest = new Map([...tensors].filter(([key]) => key !== missing));
      expect(() => detector.fromTensors(rest), missing).toThrow(missing);
    }
  });
});

describe('golden', () => {
  it('every detector gives the same bits', () => {
    const hash = createHash('sha256');
    for (const detector of DETECTORS as readonly Detector[]) {
      const model = detector.fit(mixed, {}, context);
      for (const { data } of detector.toTensors(model).values()) hash.update(data);
      hash.update(detector.predict(model, mixed).scores);
    }
    expect(hash.digest('hex')).toBe('321399aeb0c222abaf6f761e052c9ba307e6a8f6b307bf6aae0031352b83de59');
  });
});
