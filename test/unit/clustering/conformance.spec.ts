import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Features } from '../../../src/algorithms/contract.js';
import { type Clusterer, CLUSTERERS } from '../../../src/algorithms/clustering/index.js';
import { cloud, numbers } from '../anomaly/points.js';
import { recordEach } from '../verification/conformance/record.js';

const context = { seed: 1 };
const rows = [...cloud(1, 60, [0, 0], 0.5), ...cloud(2, 60, [6, 6], 0.5), ...cloud(3, 60, [-6, 6], 0.5)];
const mixed: Features = {
  rows: rows.length,
  columns: [
    ...numbers(rows).columns,
    {
      kind: 'category',
      name: '__proto__',
      levels: ['a', 'b'],
      codes: Int32Array.from(rows, (_, i) => (i < 60 ? 0 : 1)),
    },
    { kind: 'number', name: 'constant', values: new Float64Array(rows.length).fill(7) },
  ],
};

describe.each(CLUSTERERS.map((clusterer) => [clusterer.name, clusterer as Clusterer] as const))(
  '%s',
  (name, clusterer) => {
    recordEach(name, 'estimator');
    const model = clusterer.fit(mixed, {}, context);
    const { labels, plane } = clusterer.predict(model, mixed);

    it('finds three clouds without being told', () => {
      expect(clusterer.countOf(model)).toBe(3);
      for (let cluster = 0; cluster < 3; cluster++) {
        const members = [...labels.slice(60 * cluster, 60 * (cluster + 1))].filter((label) => label >= 0);
        expect(members.length).toBeGreaterThanOrEqual(55);
        expect(new Set(members).size).toBe(1);
      }
      expect(plane.length).toBe(360);
    });

    it('refuses what it cannot use', () => {
      expect(() => clusterer.fit(numbers([]), {}, context)).toThrow('no rows');
      expect(() => clusterer.fit(numbers([[1], [NaN], [2]]), {}, context)).toThrow('missing');
      expect(() => clusterer.fit(mixed, { scaling: 'odd' }, context)).toThrow('scaling');
      expect(() => clusterer.predict(model, numbers([[1, 2]]))).toThrow('features');
    });

    it('assigns rows one by one as together', () => {
      const [row] = [77];
      const one: Features = {
        rows: 1,
        columns: mixed.columns.map((column) =>
          column.kind === 'number'
            ? { ...column, values: column.values.slice(row, row + 1) }
            : { ...column, codes: column.codes.slice(row, row + 1) },
        ),
      };
      const alone = clusterer.predict(model, one);
      expect(alone.labels[0]).toBe(labels[row]);
      expect([...alone.plane]).toEqual([...plane.slice(2 * row, 2 * row + 2)]);
    });

    it.each([1, 2, 3])('takes %i rows', (count) => {
      const few = numbers(rows.slice(0, count));
      expect(clusterer.predict(clusterer.fit(few, {}, context), few).labels.length).toBe(count);
    });

    it('takes identical rows as one cluster', () => {
      const same = numbers(new Array<number[]>(20).fill([3, 4]));
      const flat = clusterer.predict(clusterer.fit(same, {}, context), same);
      expect(new Set(flat.labels).size).toBe(1);
      expect([...flat.plane].every((value) => value === 0)).toBe(true);
    });

    it('does not depend on the unit of a column', () => {
      const scaled = mixed.columns.map((c) => (c.kind === 'number' ? { ...c, values: c.values.map((x) => 8 * x) } : c));
      const again = { ...mixed, columns: scaled };
      expect(clusterer.predict(clusterer.fit(again, {}, context), again).labels).toEqual(labels);
    });

    it('saves and loads to the same bits', () => {
      const tensors = clusterer.toTensors(model);
      const loaded = clusterer.fromTensors(tensors);
      expect(clusterer.toTensors(loaded)).toEqual(tensors);
      expect(clusterer.predict(loaded, mixed)).toEqual({ labels, plane });
      for (const missing of tensors.keys()) {
        const rest = new Map([...tensors].filter(([key]) => key !== missing));
        expect(() => clusterer.fromTensors(rest), missing).toThrow(missing);
      }
    });
  },
);

describe('golden', () => {
  it('every method gives the same bits', () => {
    const hash = createHash('sha256');
    for (const clusterer of CLUSTERERS as readonly Clusterer[]) {
      const model = clusterer.fit(mixed, {}, context);
      for (const { data } of clusterer.toTensors(model).values()) hash.update(data);
      hash.update(clusterer.predict(model, mixed).labels);
    }
    expect(hash.digest('hex')).toBe('de264fbcdbac96ef45528924338783df464cc35cb4097198e3c90106a9242cdf');
  });
});
