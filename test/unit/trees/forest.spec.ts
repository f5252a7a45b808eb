import { describe, expect, it } from 'vitest';
import { forestRegressor } from '../../../src/algorithms/trees/forest/estimators.js';
import { growForest } from '../../../src/algorithms/trees/forest/forest.js';
import { classTarget, numberTarget } from '../../../src/algorithms/trees/forest/target.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { RoutedRows } from '../../../src/algorithms/trees/ensemble.js';
import { randomFeatures } from '../linear/data.js';

const features = randomFeatures(300, 3, 2);
const x = features.columns.map((column) => (column.kind === 'number' ? column.values : new Float64Array(0)));
const target = Float64Array.from(x[0]!, (value, i) => 3 * value + (x[1]![i]! > 0 ? 2 : 0));
const context = { seed: 42 };

/** Replays the draws of one tree: its stream starts with them. */
function bootstrap(tree: number): Float64Array {
  const stream = new RandomStream(42, `forest.tree.${tree}`);
  const weights = new Float64Array(300);
  for (let i = 0; i < 300; i++) weights[stream.below(300)]!++;
  return weights;
}

describe('random forest', () => {
  it('has leaves that are the weighted means of the rows that the replayed bootstrap sends there', () => {
    const model = forestRegressor.fit({ features, target }, { trees: 3 }, context);
    const routed = new RoutedRows(model.mapper, features);
    for (let tree = 0; tree < 3; tree++) {
      const weights = bootstrap(tree);
      const leaves = routed.leaves(model.ensemble, tree);
      for (const leaf of new Set(leaves)) {
        const members = [...leaves.keys()].filter((i) => leaves[i] === leaf);
        const weight = members.reduce((sum, i) => sum + weights[i]!, 0);
        const mean = members.reduce((sum, i) => sum + weights[i]! * target[i]!, 0) / weight;
        expect(weight).toBeGreaterThanOrEqual(2);
        expect(model.ensemble.leafValues[leaf]).toBeCloseTo(mean, 6);
      }
    }
  });

  it('predicts rows out of bag by the trees that did not draw them', () => {
    const model = forestRegressor.fit({ features, target }, { trees: 8 }, context);
    const routed = new RoutedRows(model.mapper, features);
    const sums = new Float64Array(300);
    const votes = new Float64Array(300);
    for (let tree = 0; tree < 8; tree++) {
      const weights = bootstrap(tree);
      const leaves = routed.leaves(model.ensemble, tree);
      weights.forEach((weight, i) => {
        if (weight > 0) return;
        votes[i]!++;
        sums[i]! += model.ensemble.leafValues[leaves[i]!]!;
      });
    }
    sums.forEach((sum, i) => {
      if (votes[i] === 0) expect(model.outOfBag[i]).toBeNaN();
      else expect(model.outOfBag[i]).toBeCloseTo(sum / votes[i]!, 12);
    });
    expect([...votes].filter((count) => count === 0).length).toBeLessThan(30);
  });

  it('splits two classes as Gini does: the same roots as the many-class scan', () => {
    const labels = Int32Array.from(target, (y, i) => (y + ((i * 31) % 7) / 4 > 1 ? 1 : 0));
    const onlyNumbers = { rows: 300, columns: features.columns.slice(0, 3) };
    const rules = { featuresPerNode: 2, minLeaf: 2, maxDepth: 1 };
    const few = growForest(onlyNumbers, classTarget(labels, 2), 20, rules, context).ensemble;
    const asMany = { ...classTarget(labels, 2), isManyClasses: true };
    const many = growForest(onlyNumbers, asMany, 20, rules, context).ensemble;
    expect(few.feature).toEqual(many.feature);
    expect(few.threshold).toEqual(many.threshold);
    expect(new Set(few.threshold).size).toBeGreaterThan(10);
    few.leafValues.forEach((share, leaf) => expect(many.leafValues[2 * leaf + 1]).toBeCloseTo(share, 12));
  });

  it('stops where nothing is left to tell apart', () => {
    const constant = new Float64Array(300).fill(0.1);
    const model = forestRegressor.fit({ features, target: constant }, { trees: 2 }, context);
    expect([...model.ensemble.feature]).toEqual([-1, -1]);
    expect(model.ensemble.leafValues[0]).toBe(0.1);
  });
});

describe('numberTarget', () => {
  it('is exact at the ends and at most half a unit off', () => {
    const quantized = numberTarget(Float64Array.of(-1, 0.3, 2));
    const back = quantized.values.map((q) => quantized.origin + q * quantized.unit);
    expect(back[0]).toBe(-1);
    expect(Math.abs(back[1]! - 0.3)).toBeLessThan(3 / 2 ** 30);
    expect(back[2]).toBeCloseTo(2, 12);
  });
});
