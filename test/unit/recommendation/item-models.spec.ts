import { describe, expect, it } from 'vitest';
import { RECOMMENDERS } from '../../../src/algorithms/recommendation/index.js';
import { ease } from '../../../src/algorithms/recommendation/ease/estimator.js';
import { ials } from '../../../src/algorithms/recommendation/ials/estimator.js';
import { itemKnn } from '../../../src/algorithms/recommendation/item-knn/estimator.js';
import { withDefaults } from '../../../src/algorithms/catalogue.js';
import { recordEach } from '../verification/conformance/record.js';
import { denseMatrix, randomInteractions } from './interactions.js';

const data = randomInteractions(80, 30, 900);
const x = denseMatrix(data);
const users = [...x.keys()];
const items = [...x[0]!.keys()];
const gram = items.map((i) => items.map((j) => users.reduce((sum, u) => sum + x[u]![i]! * x[u]![j]!, 0)));

describe('ease', () => {
  const ridge = 20;
  const { weights } = ease.fit(data, { regularization: ridge }, { seed: 1 });

  it('meets the optimality conditions of its objective', () => {
    // Off the diagonal the gradient (G + λI)B − G vanishes; on it B is 0: the conditions of the convex constrained problem.
    for (const i of items) {
      expect(weights[i * 30 + i]).toBe(0);
      for (const j of items) {
        if (i === j) continue;
        const product = items.reduce(
          (sum, p) => sum + (gram[i]![p]! + (i === p ? ridge : 0)) * weights[p * 30 + j]!,
          0,
        );
        expect(Math.abs(product - gram[i]![j]!)).toBeLessThan(1e-4);
      }
    }
  });

  it('scores a user by the weights of what they met', () => {
    const model = ease.fit(data, { regularization: ridge }, { seed: 1 });
    const scores = ease.predict(model, { users: Int32Array.of(3, 3, -1), items: Int32Array.of(0, 29, 2) });
    const expected = [0, 29].map((i) => items.reduce((sum, j) => sum + x[3]![j]! * weights[j * 30 + i]!, 0));
    expect(scores[0]).toBeCloseTo(expected[0]!, 10);
    expect(scores[1]).toBeCloseTo(expected[1]!, 10);
    expect(scores[2]).toBe(0);
  });
});

describe('item_knn', () => {
  it('keeps exactly the nearest by (similarity, index), as brute force finds them', () => {
    const { neighbours } = itemKnn.fit(data, { neighbours: 7, shrinkage: 3 }, { seed: 1 });
    for (const j of items) {
      const expected = items
        .filter((i) => i !== j && gram[i]![j]! > 0)
        .map((i) => ({ i, similarity: gram[i]![j]! / (Math.sqrt(gram[i]![i]! * gram[j]![j]!) + 3) }))
        .sort((a, b) => b.similarity - a.similarity || a.i - b.i)
        .slice(0, 7);
      const [from, to] = [neighbours.offsets[j]!, neighbours.offsets[j + 1]!];
      expect([...neighbours.items.subarray(from, to)]).toEqual(expected.map(({ i }) => i));
      expect([...neighbours.similarities.subarray(from, to)]).toEqual(expected.map(({ similarity }) => similarity));
    }
  });
});

describe.each(['cholesky', 'conjugate_gradient'])('ials by %s', (solver) => {
  const ridge = { regularization: 2, regularization_scaling: 'sqrt' };
  const parameters = { factors: 4, confidence: 5, ...ridge, solver, iterations: 6 };
  const { userFactors, itemFactors } = ials.fit(data, parameters, { seed: 2 });
  const row = (factors: Float64Array, r: number) => [...factors.subarray(r * 4, r * 4 + 4)];
  const count = (u: number, i: number) => data.users.filter((user, r) => user === u && data.items[r] === i).length;

  it('solves the stated normal equations of every item over ALL users', () => {
    for (const i of items) {
      const y = row(itemFactors, i);
      const n = users.filter((u) => x[u]![i] === 1).length;
      // Gradient of Σ_u c (p − x·y)² + λ√n ‖y‖², halved, in the direction of each factor.
      const gradient = [0, 1, 2, 3].map((f) =>
        users.reduce(
          (sum, u) => {
            const xu = row(userFactors, u);
            const score = xu.reduce((s, value, g) => s + value * y[g]!, 0);
            return sum + (1 + 5 * count(u, i)) * (score - x[u]![i]!) * xu[f]!;
          },
          2 * Math.sqrt(Math.max(1, n)) * y[f]!,
        ),
      );
      expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-11);
    }
  });

  it('reports the loss over all pairs, and never raises it', () => {
    const losses: number[] = [];
    const onProgress = (_: number, __: string, figures?: readonly { value: number }[]) => {
      losses.push(figures![0]!.value);
    };
    ials.fit(data, parameters, { seed: 2, onProgress });
    const penalty = (factors: Float64Array, r: number, n: number) =>
      2 * Math.sqrt(Math.max(1, n)) * row(factors, r).reduce((sum, value) => sum + value * value, 0);
    let direct = 0;
    for (const u of users) {
      for (const i of items) {
        const score = row(userFactors, u).reduce((sum, value, f) => sum + value * itemFactors[i * 4 + f]!, 0);
        direct += (1 + 5 * count(u, i)) * (x[u]![i]! - score) ** 2;
      }
    }
    for (const u of users) direct += penalty(userFactors, u, items.filter((i) => x[u]![i] === 1).length);
    for (const i of items) direct += penalty(itemFactors, i, users.filter((u) => x[u]![i] === 1).length);
    // The alternation runs in f32.
    expect(Math.abs(losses.at(-1) / direct - 1)).toBeLessThan(1e-6);
    losses.slice(1).forEach((loss, t) => expect(loss).toBeLessThanOrEqual(losses[t]! * (1 + 1e-6)));
  });
});

describe.each(RECOMMENDERS.map((algorithm) => [algorithm.estimator.name, algorithm] as const))(
  '%s',
  (name, algorithm) => {
    recordEach(name, 'estimator');
    const rated = { ...data, ratings: Float64Array.from(data.users, (user, r) => 1 + ((user + data.items[r]!) % 5)) };
    const parameters = withDefaults(algorithm.estimator.parameters, {});
    const fitted = algorithm.fit(rated, parameters, { seed: 4 });

    it('gives the same bits again, and after a way through its tensors', () => {
      expect(algorithm.fit(rated, parameters, { seed: 4 }).toTensors()).toEqual(fitted.toTensors());
      const loaded = algorithm.load(fitted.toTensors());
      const [scores, again] = [new Float64Array(30), new Float64Array(30)];
      for (const user of [0, 41, 79]) {
        fitted.scorer.scores(user, scores);
        loaded.scorer.scores(user, again);
        expect(again).toEqual(scores);
      }
    });

    it('scores all items of a user as it scores the pairs', () => {
      const scores = new Float64Array(30);
      fitted.scorer.scores(17, scores);
      const pairs = { users: new Int32Array(30).fill(17), items: Int32Array.from(items) };
      const [low, high] = algorithm.predictsRatings ? [1, 5] : [-Infinity, Infinity];
      fitted.predict(pairs).forEach((score, i) => {
        expect(score).toBeCloseTo(Math.min(high, Math.max(low, scores[i]!)), 12);
      });
    });

    it('needs memory within the bounds that it predicted for the model itself', () => {
      const bytes = [...fitted.toTensors().values()].reduce((sum, { data: tensor }) => sum + tensor.byteLength, 0);
      expect(algorithm.estimator.memory(rated, parameters)).toBeGreaterThan(bytes / 2);
    });
  },
);
