import { describe, expect, it } from 'vitest';
import { type Features } from '../../../src/algorithms/contract.js';
import { predictedClass } from '../../../src/algorithms/metrics/index.js';
import { applyBins, learnBins } from '../../../src/algorithms/trees/binning/mapper.js';
import { RoutedRows } from '../../../src/algorithms/trees/ensemble.js';
import { boostedClassifier, boostedRegressor } from '../../../src/algorithms/trees/boosting/estimators.js';
import { randomFeatures } from '../linear/data.js';

const numbers = (...values: number[]): Features => ({
  rows: values.length,
  columns: [{ kind: 'number', name: 'x', values: Float64Array.from(values) }],
});
const context = { seed: 7 };

describe('boosted regression', () => {
  it('fits one stump by hand: gain and leaves with l2 = 1 at rate 1', () => {
    // Mean 4; residuals −3 −3 3 3: the split at 2.5 gives G = ±6, H = 2, leaves ∓6/3.
    const data = { features: numbers(1, 2, 3, 4), target: Float64Array.of(1, 1, 7, 7) };
    const given = { trees: 1, learning_rate: 1, max_leaves: 2, min_child_weight: 1, l2: 1 };
    const model = boostedRegressor.fit(data, given, context);
    expect(model.ensemble.feature[0]).toBe(0);
    expect(model.ensemble.threshold[0]).toBe(2.5);
    expect([...boostedRegressor.predict(model, data.features).values]).toEqual([2, 2, 6, 6]);
  });

  it('splits only for more than min_gain, the same for a number as for a category', () => {
    // G = ±6, H = 2, l2 = 1: ½(36/3 + 36/3 − 0) = 12.
    const category: Features = {
      rows: 4,
      columns: [{ kind: 'category', name: 'c', codes: Int32Array.of(0, 0, 1, 1), levels: ['a', 'b'] }],
    };
    for (const features of [numbers(1, 2, 3, 4), category]) {
      const nodes = (min_gain: number) => {
        const given = { trees: 1, max_leaves: 2, min_child_weight: 1, min_gain };
        const target = Float64Array.of(1, 1, 7, 7);
        return boostedRegressor.fit({ features, target }, given, context).ensemble.feature.length;
      };
      expect(nodes(11.99)).toBe(3);
      expect(nodes(12.01)).toBe(1);
    }
  });

  it('takes the better of two features, whichever comes first', () => {
    // Gains 9.6 and 16 with l2 = 0: residuals ∓2, three rows against five, and four against four.
    const coarse = Float64Array.of(1, 1, 1, 2, 2, 2, 2, 2);
    const exact = Float64Array.of(1, 1, 1, 1, 2, 2, 2, 2);
    const target = Float64Array.of(0, 0, 0, 0, 4, 4, 4, 4);
    for (const values of [
      [coarse, exact],
      [exact, coarse],
    ]) {
      const columns = values.map((cells) => ({ kind: 'number' as const, name: 'x', values: cells }));
      const given = { trees: 1, max_leaves: 2, min_child_weight: 1, l2: 0 };
      const { ensemble } = boostedRegressor.fit({ features: { rows: 8, columns }, target }, given, context);
      expect(values[ensemble.feature[0]!]).toBe(exact);
    }
  });

  it('leaves each child its least weight, on either side', () => {
    for (const [outlier, threshold] of [
      [0, 2.5],
      [5, 4.5],
    ] as const) {
      const target = new Float64Array(6).with(outlier, 60);
      const given = { trees: 1, max_leaves: 2, min_child_weight: 2 };
      const { ensemble } = boostedRegressor.fit({ features: numbers(1, 2, 3, 4, 5, 6), target }, given, context);
      expect(ensemble.threshold[0]).toBe(threshold);
    }
  });

  it('splits categories by a set of levels, best for the target', () => {
    const levels = ['a', 'b', 'c', 'd', 'e', 'f'];
    const codes = Int32Array.from({ length: 120 }, (_, i) => i % 6);
    const high = new Set([1, 4, 5]);
    const features: Features = { rows: 120, columns: [{ kind: 'category', name: 'c', codes, levels }] };
    const target = Float64Array.from(codes, (code) => (high.has(code) ? 10 : 0));
    const given = { trees: 1, learning_rate: 1, max_leaves: 2, min_child_weight: 1, l2: 0 };
    const model = boostedRegressor.fit({ features, target }, given, context);
    expect([...boostedRegressor.predict(model, features).values]).toEqual([...target]);
  });
});

describe('boosted classification', () => {
  const features = randomFeatures(400, 3, 11);
  const x = features.columns.map((column) => (column.kind === 'number' ? column.values : new Float64Array(0)));
  const labels = Int32Array.from(x[0]!, (value, i) => (value * x[1]![i]! > 0 ? 1 : 0));
  const data = { features, labels, classes: ['n', 'y'] };
  const given = { trees: 5, max_leaves: 6, min_child_weight: 2, learning_rate: 0.5 };

  it('takes no split that another legal one beats, and leaves of −ηG/(H + λ) (recomputed from the rows)', () => {
    const model = boostedClassifier.fit(data, given, context);
    const { ensemble, base } = model;
    const binned = applyBins(learnBins(features), features);
    const routed = new RoutedRows(model.mapper, features);
    const scores = new Float64Array(400).fill(base[0]!);
    for (let tree = 0; tree < 5; tree++) {
      const p = scores.map((f) => 1 / (1 + Math.exp(-f)));
      const gain = (rows: number[]) => {
        const g = rows.reduce((sum, i) => sum + p[i]! - labels[i]!, 0);
        const h = rows.reduce((sum, i) => sum + p[i]! * (1 - p[i]!), 0);
        return { g, h, score: (g * g) / (h + 1) };
      };
      const visit = (node: number, rows: number[]): void => {
        const feature = ensemble.feature[node]!;
        const own = gain(rows);
        if (feature < 0) {
          const value = ensemble.leafValues[ensemble.threshold[node]!]!;
          expect(value).toBeCloseTo((-0.5 * own.g) / (own.h + 1), 6);
          return;
        }
        const left: number[] = [];
        const right: number[] = [];
        const column = features.columns[feature]!;
        for (const i of rows) {
          const goesLeft =
            column.kind === 'number'
              ? column.values[i]! <= ensemble.threshold[node]!
              : ((ensemble.sets[ensemble.threshold[node]! * 8]! >>> binned.bins[feature]![i]!) & 1) === 1;
          (goesLeft ? left : right).push(i);
        }
        expect(Math.min(gain(left).h, gain(right).h)).toBeGreaterThan(2 - 1e-6);
        const chosen = gain(left).score + gain(right).score - own.score;
        for (let other = 0; other < 3; other++) {
          const bins = binned.bins[other]!;
          for (const edge of new Set(rows.map((i) => bins[i]!))) {
            const [l, r] = [gain(rows.filter((i) => bins[i]! <= edge)), gain(rows.filter((i) => bins[i]! > edge))];
            if (l.h >= 2 && r.h >= 2) expect(l.score + r.score - own.score).toBeLessThanOrEqual(chosen + 1e-6);
          }
        }
        visit(ensemble.left[node]!, left);
        visit(ensemble.left[node]! + 1, right);
      };
      visit(ensemble.roots[tree]!, [...labels.keys()]);
      const leaves = routed.leaves(ensemble, tree);
      leaves.forEach((leaf, i) => (scores[i]! += ensemble.leafValues[leaf]!));
    }
  });

  it('never raises the training loss', () => {
    const losses: number[] = [];
    boostedClassifier.fit(
      data,
      { ...given, trees: 40 },
      {
        seed: 1,
        onProgress: (_, __, figures) => losses.push(figures![0]!.value),
      },
    );
    expect(losses).toHaveLength(40);
    losses.slice(1).forEach((loss, i) => expect(loss).toBeLessThanOrEqual(losses[i]!));
    expect(losses[39]).toBeLessThan(losses[0]! / 3);
  });

  it('settles the number of trees on held-out rows: few where there is nothing to learn', () => {
    const noise = Int32Array.from({ length: 400 }, (_, i) => ((i * 2654435761) >>> 7) & 1);
    const learned = boostedClassifier.fit(data, {}, context).ensemble.roots.length;
    const idle = boostedClassifier.fit({ ...data, labels: noise }, {}, context).ensemble.roots.length;
    expect(idle).toBeLessThan(20);
    expect(learned).toBeGreaterThan(20);
  });

  it('is the same under a permutation of the rows: histogram sums are integers', () => {
    const order = Uint32Array.from({ length: 400 }, (_, i) => (i * 149) % 400);
    const permuted = {
      ...data,
      labels: Int32Array.from(order, (row) => labels[row]!),
      features: {
        rows: 400,
        columns: features.columns.map((column) =>
          column.kind === 'number'
            ? { ...column, values: Float64Array.from(order, (row) => column.values[row]!) }
            : { ...column, codes: Int32Array.from(order, (row) => column.codes[row]!) },
        ),
      },
    };
    const a = boostedClassifier.predict(boostedClassifier.fit(data, given, context), features);
    const b = boostedClassifier.predict(boostedClassifier.fit(permuted, given, context), features);
    expect(b.probabilities).toEqual(a.probabilities);
  });

  it('learns three classes', () => {
    const three = Int32Array.from(x[0]!, (value) => (value < -0.3 ? 0 : value < 0.4 ? 1 : 2));
    const model = boostedClassifier.fit({ features, labels: three, classes: ['a', 'b', 'c'] }, { trees: 20 }, context);
    const { probabilities } = boostedClassifier.predict(model, features);
    expect(model.ensemble.roots).toHaveLength(60);
    const hits = three.filter((label, i) => predictedClass(probabilities, 3, i) === label);
    expect(hits.length).toBeGreaterThan(395);
  });
});
