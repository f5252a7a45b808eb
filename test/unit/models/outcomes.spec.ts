import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../src/models/outcomes/outcome-metrics.js';
import type { OutcomeBody } from '../../../src/models/outcomes/outcomes.dto.js';
import { readOutcome } from '../../../src/models/outcomes/read-outcome.js';
import { predictionIds, readPredictionId } from '../../../src/models/serving/prediction-id.js';

const VERSIONS = new Map([
  ['mdl_a', 1],
  ['mdl_b', 2],
]);
const read = (body: Partial<OutcomeBody>) => readOutcome({ outcome_id: 'x', ...body }, VERSIONS);

describe('an id of a prediction', () => {
  it('carries the model and what was predicted, and is like no other', () => {
    const idOf = predictionIds('mdl_a');
    const ids = ['yes', 2.5, null, 'yes', '__proto__', '"\u2028'].map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.map((id) => readPredictionId(id))).toEqual(
      ['yes', 2.5, null, 'yes', '__proto__', '"\u2028'].map((predicted) => ({ modelId: 'mdl_a', predicted })),
    );
  });

  it.each(['', 'pred_', 'pred_e30', 'pred_!!', 'mdl_a', `pred_${Buffer.from('["m","n",{}]').toString('base64url')}`])(
    'is not %j',
    (text) => expect(readPredictionId(text)).toBeNull(),
  );
});

describe('an outcome', () => {
  const yes = predictionIds('mdl_b')('yes');
  const number = predictionIds('mdl_a')(2.5);

  it('compares a label with the predicted one', () => {
    expect(read({ prediction_id: yes, label: 'yes' })).toMatchObject({ version: 2, kind: 'label', score: 1 });
    expect(read({ prediction_id: yes, label: 'no' })).toMatchObject({ version: 2, kind: 'label', score: 0 });
    expect(read({ version: 1, prediction: 3, label: '3' })).toMatchObject({ version: 1, kind: 'label', score: 1 });
  });

  it('keeps how far a number was off', () => {
    expect(read({ prediction_id: number, value: 4 })).toMatchObject({ version: 1, kind: 'value', score: -1.5 });
    expect(read({ version: 2, prediction: 1, value: -1 })).toMatchObject({ version: 2, kind: 'value', score: 2 });
  });

  it('takes a reward without knowing what was predicted', () => {
    expect(read({ version: 1, reward: true })).toMatchObject({ kind: 'success', score: 1 });
    expect(read({ version: 1, reward: false })).toMatchObject({ kind: 'success', score: 0 });
    expect(read({ prediction_id: predictionIds('mdl_a')(null), reward: 12.5 })).toMatchObject({
      kind: 'reward',
      score: 12.5,
    });
  });

  it.each<[string, Partial<OutcomeBody>]>([
    ['prediction_id', { prediction_id: 'pred_x', reward: true }],
    ['prediction_id', { prediction_id: predictionIds('mdl_elsewhere')(1), reward: true }],
    ['version', { reward: true }],
    ['version', { version: 3, reward: true }],
    ['reward', { version: 1 }],
    ['reward', { version: 1, reward: 1, value: 2, prediction: 2 }],
    ['prediction', { version: 1, value: 2 }],
    ['value', { prediction_id: yes, value: 2 }],
  ])('is refused by %s: %j', (field, body) => {
    expect(read(body)).toMatchObject({ field });
  });
});

describe('metrics of outcomes', () => {
  it('are those of the kind', () => {
    const moments = { mean: 0.25, variance: 0.2 };
    const of = (kind: 'label' | 'success' | 'reward' | 'value') =>
      metricsOf({ kind, n: 8, score: moments, absolute: moments, squared: moments }).map(({ name }) => name);
    expect([of('label'), of('success'), of('reward'), of('value')]).toEqual([
      ['accuracy'],
      ['success_rate'],
      ['mean_reward'],
      ['rmse', 'mae'],
    ]);
  });

  it('of one value have no interval', () => {
    const moments = { mean: 4, variance: null };
    expect(metricsOf({ kind: 'value', n: 1, score: moments, absolute: moments, squared: moments })).toEqual([
      { name: 'rmse', n: 1, value: 2, lower: null, upper: null },
      { name: 'mae', n: 1, value: 4, lower: null, upper: null },
    ]);
  });
});
