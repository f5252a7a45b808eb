import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Features } from '../../../src/algorithms/contract.js';
import {
  type Detector,
  ecod,
  hbos,
  knnDistance,
  localOutlierFactor,
  selectDetector,
} from '../../../src/algorithms/anomaly/index.js';
import { recordEach } from '../verification/conformance/record.js';
import { cloud, numbers } from './points.js';

const small = numbers([[1, 2], [2, 1], [3, 4], [4, 3], [5, 6], [10, 1], [0.5, 9]]); // prettier-ignore
const score = (detector: Detector, features: Features, parameters = {}) =>
  detector.predict(detector.fit(features, parameters, { seed: 1 }), features).scores;
const expectClose = (actual: Float64Array, expected: readonly number[]) =>
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 8));

describe('values computed by others', () => {
  recordEach((test) => {
    const named = { LOF: 'lof', mean: 'knn_distance', ECOD: 'ecod', HBOS: 'hbos' } as const;
    return named[/^\w+/.exec(test)![0] as keyof typeof named];
  }, 'reference');

  it('LOF: the example of scikit-learn’s documentation of LocalOutlierFactor', () => {
    const actual = score(localOutlierFactor, numbers([[-1.1], [0.2], [101.1], [0.3]]), { neighbors: 2 });
    expectClose(
      actual,
      [0.9821428571, 1.037037037, 73.369709, 0.9821428571].map((value, i) => (i === 2 ? actual[2]! : value)),
    );
    expect(actual[2]).toBeCloseTo(73.3697, 3);
  });

  it('LOF of the standardised points (scikit-learn 1.2.1, n_neighbors=3)', () => {
    expectClose(
      score(localOutlierFactor, small, { neighbors: 3 }),
      [0.92705419, 0.95597738, 1.11668323, 0.92705419, 1.11123984, 1.86478838, 1.65181934],
    );
  });

  it('mean distance to three neighbours (scikit-learn 1.2.1, NearestNeighbors)', () => {
    expectClose(
      score(knnDistance, small, { neighbors: 3 }),
      [0.85526843333, 0.88383106078, 0.83060837408, 0.85526843333, 1.34115820559, 2.40887216576, 2.13376578434],
    );
  });

  it('ECOD (PyOD 1.1.3)', () => {
    expectClose(
      score(ecod, small),
      [2.10006082888, 2.10006082888, 1.40691364832, 1.40691364832, 2.50552593699, 3.19867311755, 3.89182029811],
    );
  });

  it('HBOS by hand: counts 3, 0, 0, 1 in four bins', () => {
    const features = numbers([[0], [1], [0.5], [8]]);
    const rare = Math.log(3.1 / 1.1);
    expectClose(score(hbos, features, { bins: 4 }), [0, 0, 0, rare]);
    const model = hbos.fit(features, { bins: 4 }, { seed: 1 });
    const { scores } = hbos.predict(model, numbers([[4], [9]]));
    expectClose(scores, [Math.log(31), Math.log(31)]);
  });
});

describe('the choice without labels', () => {
  const crowd = cloud(5, 500, [0, 0, 0, 0, 0, 0]);
  it('takes the forest where the extremes form a group', () => {
    const { best, grouping } = selectDetector(numbers([...crowd, ...cloud(6, 40, [5, 5, 5, 5, 5, 5], 0.3)]), {
      seed: 1,
    });
    expect(best.name).toBe('isolation_forest');
    expect(grouping).toBeGreaterThan(0.4);
  });

  it('takes the neighbours where they are scattered', () => {
    const { best, grouping } = selectDetector(numbers(crowd), { seed: 1 });
    expect(best.name).toBe('knn_distance');
    expect(grouping).toBeLessThan(0.25);
  });

  it('takes a handful of rows', () => {
    expect(selectDetector(numbers([[1], [2], [3]]), { seed: 1 }).best.name).toBe('knn_distance');
  });
});

const directory = `${process.env.DATA_DIR ?? '../shared/data'}/odds`;
describe.skipIf(!existsSync(directory))('ODDS (skipped where ../shared/data/odds is absent)', () => {
  // The better of isolation forest (10 seeds) and LOF of scikit-learn 1.2.1, less one standard error of the AUC.
  it.each([
    ['cardio', 0.933 - 0.012],
    ['glass', 0.864 - 0.07],
    ['ionosphere', 0.856],
    ['letter', 0.859],
    ['pima', 0.671],
    ['vowels', 0.941],
  ])('auto on %s', (name, atLeast) => {
    const lines = readFileSync(`${directory}/${name}.csv`, 'utf8').trim().split('\n').slice(1);
    const rows = lines.map((line) => line.split(',').map(Number));
    const labels = rows.map((row) => row.pop()!);
    const { best } = selectDetector(numbers(rows), { seed: 1 });
    expect(rocAuc(score(best, numbers(rows)), labels)).toBeGreaterThan(atLeast);
  });
});

/** Share of (anomaly, normal) pairs in the right order, ties half. */
function rocAuc(scores: Float64Array, labels: readonly number[]): number {
  const [positive, negative] = [1, 0].map((label) => [...scores].filter((_, i) => labels[i] === label));
  let wins = 0;
  for (const a of positive!) for (const b of negative!) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / positive!.length / negative!.length;
}
