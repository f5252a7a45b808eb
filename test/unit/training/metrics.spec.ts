import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { selectionMetrics } from '../../../src/algorithms/selection-metrics.js';
import { ApiError } from '../../../src/common/errors/api-error.js';
import { MODEL_TYPES, type ModelType } from '../../../src/contracts/model-types.js';
import type { TrainRequest } from '../../../src/contracts/task.js';
import { TrainResult } from '../../../src/contracts/train-result.js';
import { assertOffered } from '../../../src/training/algorithm-choice.js';
import { trainJob, TrainerProgram } from '../trainer/run-trainer.js';

const trainer = new TrainerProgram();
beforeAll(() => trainer.build());
afterAll(() => trainer.remove());

const bytes = (lines: readonly string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`);
const random = () => new RandomStream(5, 'test.metrics');

/** A small table that the model type can be trained on. */
function tableFor(type: ModelType): { data: Uint8Array; target: string | null } {
  const stream = random();
  const draw = () => stream.uniform();
  if (type === 'recommendation') {
    const pairs = Array.from({ length: 40 * 20 }, (_, i) => [Math.floor(i / 20), i % 20] as const);
    const met = pairs.filter(() => draw() < 0.4);
    const rated = met.map(([u, i]) => `u${u},i${i},${1 + ((u + i) % 2) * 3 + Math.floor(2 * draw())}`);
    return { data: bytes(['user_id,item_id,rating', ...rated]), target: null };
  }
  if (type === 'forecasting') {
    const month = (m: number) => `${2010 + Math.floor(m / 12)}-${String(1 + (m % 12)).padStart(2, '0')}-01`;
    const rows = Array.from({ length: 72 }, (_, m) => `${month(m)},${(50 + m + 9 * (m % 12) + draw()).toFixed(2)}`);
    return { data: bytes(['month,sales', ...rows]), target: null };
  }
  const rows = Array.from({ length: 90 }, (_, i) => {
    // Three groups along a, for those that look for them.
    const [a, b] = [4 * (i % 3) + draw(), 10 * draw()];
    const y = type === 'classification' ? (a + b + 4 * draw() > 12 ? 'yes' : 'no') : (2 * a - b + draw()).toFixed(3);
    return `${a.toFixed(3)},${b.toFixed(3)},${y}`;
  });
  return { data: bytes(['a,b,y', ...rows]), target: ['classification', 'regression'].includes(type) ? 'y' : null };
}

const train = (type: ModelType, metric: string) => {
  const { data, target } = tableFor(type);
  return trainer.run(trainJob(data, { model_type: type, target, metric, algorithm: 'auto' }), { data });
};

describe('the metric that auto chooses by', () => {
  // Each but the default: the trainer searches by it, and the best by it is chosen, or one that is within its error.
  it.each([
    ['recommendation', 'recall@10'],
    ['classification', 'brier'],
    ['regression', 'mae'],
    ['clustering', 'silhouette'],
    ['forecasting', 'smape'],
  ] as const)(
    'of %s can be %s',
    async (type, metric) => {
      const run = await train(type, metric);
      expect(run.failure).toBeNull();
      const { leaderboard } = TrainResult.parse(run.result);
      expect(new Set(leaderboard.map((entry) => entry.metric))).toEqual(new Set([metric]));
      const sign = selectionMetrics(type).find(({ name }) => name === metric)!.higherIsBetter ? 1 : -1;
      const tried = leaderboard.filter(({ score }) => score !== null);
      const best = tried.reduce((a, b) => (sign * b.score! > sign * a.score! ? b : a));
      const chosen = leaderboard.find((entry) => entry.chosen)!;
      const tie = Math.max(best.standard_error ?? 0, 0.01 * Math.abs(best.score!));
      expect(sign * (best.score! - chosen.score!)).toBeLessThanOrEqual(tie);
      expect(tried.length).toBeGreaterThan(1);
    },
    60_000,
  );

  it('decides: recommendations are searched among other algorithms for lists than for ratings', async () => {
    const algorithms = async (metric: string) =>
      new Set(TrainResult.parse((await train('recommendation', metric)).result).leaderboard.map((e) => e.algorithm));
    expect(await algorithms('mae')).toEqual(new Set(['als']));
    expect(await algorithms('precision@10')).toContain('item_knn');
  });

  it.each(MODEL_TYPES.map((type) => [type] as const))(
    'of %s: the trainer knows those that are listed, no others',
    async (type) => {
      const { failure } = await train(type, 'wrong');
      expect(failure?.code).toBe('unknown_metric');
      const listed = selectionMetrics(type).map(({ name }) => name);
      expect(failure!.message).toContain(listed.length > 0 ? listed.join(', ') : 'no metric');
    },
  );
});

describe('a metric that there is not', () => {
  const request = (model_type: ModelType, metric: string | null): TrainRequest => ({
    kind: 'train',
    model_type,
    metric,
    algorithm: 'auto',
    hyperparameters: {},
    target: null,
    columns: [],
    seed: null,
    name: null,
    options: { column_types: [], keep_columns: [], disabled_repairs: [] },
  });

  it.each(MODEL_TYPES.map((type) => [type] as const))(
    'is refused for %s before anything is queued, with the list',
    (type) => {
      const listed = selectionMetrics(type).map(({ name }) => name);
      for (const metric of [null, ...listed]) expect(() => assertOffered(request(type, metric))).not.toThrow();
      const refusal = () => assertOffered(request(type, 'wrong'));
      expect(refusal).toThrow(ApiError);
      expect(refusal).toThrow(listed.length > 0 ? listed.join(', ') : 'for lack of labels');
    },
  );
});
