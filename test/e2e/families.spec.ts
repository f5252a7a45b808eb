import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/algorithms/random/stream.js';
import { type Client, type TaskView } from './harness/client.js';
import { monthsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

interface ModelView {
  readonly certified: boolean;
  readonly algorithm: string;
  readonly metrics: { name: string; value: number; higher_is_better: boolean; baselines: { value: number }[] }[];
}

/** Two groups, at (0, 0) and (6, 6); `label` is the group, `size` is 3x − 2y + 5, with noise. */
function groupsCsv(rows: number): string {
  const random = new RandomStream(7, 'test.groups');
  const normal = () => Array.from({ length: 12 }, () => random.uniform()).reduce((sum, u) => sum + u, -6);
  const lines = ['x,y,colour,label,size'];
  for (let row = 0; row < rows; row++) {
    const group = row % 2;
    const [x, y] = [6 * group + normal(), 6 * group + normal()];
    const colour = ['red', 'green', 'blue'][random.below(3)];
    lines.push(
      `${x.toFixed(4)},${y.toFixed(4)},${colour},${group ? 'far' : 'near'},${(3 * x - 2 * y + 5 + 0.1 * normal()).toFixed(4)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

describe.skipIf(missing)(`every family, from a table to an answer ${missing}`, () => {
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    installation = await Installation.start();
    client = await installation.client();
  });
  afterAll(() => installation?.stop());

  async function trained(file: string, fields: Record<string, string>): Promise<{ path: string; model: ModelView }> {
    const { task_id } = await client.train(file, fields);
    const task: TaskView = await client.ended(task_id, 110);
    expect(task.error).toBeNull();
    const path = `/api/v1/models/${task.model_id}`;
    const { body: model } = await client.get<ModelView>(path);
    expect(model.certified).toBe(true);
    return { path, model };
  }

  const post = <T>(path: string, body: object) =>
    client.call<T>('POST', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  it('classification: labels with probabilities, an error for the one row that cannot be read', async () => {
    const { path, model } = await trained(groupsCsv(300), { model_type: 'classification', target: 'label' });
    expect(model.metrics[0]!.value).toBeGreaterThan(model.metrics[0]!.baselines[0]!.value);
    const { status, body } = await post<{ predictions: Record<string, unknown>[] }>(`${path}/predict`, {
      rows: [
        { x: 0, y: 0, colour: 'red' },
        { x: '6.1', y: '5.9', colour: 'mauve' },
        { x: 'six', y: 6, colour: 'red' },
      ],
    });
    expect(status).toBe(200);
    expect(body.predictions[0]).toMatchObject({ prediction: 'near' });
    expect(body.predictions[1]).toMatchObject({ prediction: 'far', unknown_categories: ['colour'] });
    expect(body.predictions[2]).toMatchObject({ error: { code: 'type-error', field: 'x' } });
    const { near, far } = body.predictions[0]!.probabilities as { near: number; far: number };
    expect(near + far).toBeCloseTo(1, 12);
    expect(near).toBeGreaterThan(0.9);
  });

  it('regression: values inside of their intervals', async () => {
    const { path } = await trained(groupsCsv(300), { model_type: 'regression', target: 'size' });
    const { body } = await post<{ predictions: { prediction: number; lower: number; upper: number }[] }>(
      `${path}/predict`,
      {
        rows: [{ x: 1, y: 1, colour: 'red', label: 'near' }],
      },
    );
    const [{ prediction, lower, upper }] = body.predictions as [{ prediction: number; lower: number; upper: number }];
    expect(Math.abs(prediction - 6)).toBeLessThan(1);
    expect(lower).toBeLessThan(prediction);
    expect(upper).toBeGreaterThan(prediction);
  });

  it('clustering: the two groups that are there', async () => {
    const { path } = await trained(groupsCsv(300), { model_type: 'clustering' });
    const rows = [0, 0.5, 6, 6.5].map((at) => ({
      x: at,
      y: at,
      colour: 'red',
      label: at < 3 ? 'near' : 'far',
      size: at + 5,
    }));
    const { body } = await post<{ predictions: { cluster: number }[] }>(`${path}/predict`, { rows });
    const [a, b, c, d] = body.predictions.map(({ cluster }) => cluster);
    expect([a === b, c === d, a === c]).toEqual([true, true, false]);
  });

  it('anomaly: far away scores higher than in the middle', async () => {
    const { path } = await trained(groupsCsv(300), { model_type: 'anomaly' });
    const rows = [
      { x: 0, y: 0, colour: 'red', label: 'near', size: 5 },
      { x: 60, y: -60, colour: 'red', label: 'near', size: 500 },
    ];
    const { body } = await post<{ predictions: { anomaly_score: number; is_anomaly: boolean }[] }>(`${path}/predict`, {
      rows,
    });
    expect(body.predictions[1]!.anomaly_score).toBeGreaterThan(body.predictions[0]!.anomaly_score);
    expect(body.predictions.map(({ is_anomaly }) => is_anomaly)).toEqual([false, true]);
  });

  it('forecasting: the next year, month by month', async () => {
    const { path } = await trained(monthsCsv(96), { model_type: 'forecasting' });
    const { body } = await post<{ points: { time: string; value: number; lower: number; upper: number }[] }>(
      `${path}/forecast`,
      {
        horizon: 12,
        level: 0.9,
      },
    );
    expect(body.points.map(({ time }) => time.slice(0, 7))).toEqual(
      Array.from({ length: 12 }, (_, m) => `2020-${String(m + 1).padStart(2, '0')}`),
    );
    const worst = Math.max(
      ...body.points.map(({ value }, m) => Math.abs(value - (100 + 2 * (96 + m) + 3 * Math.abs(m - 6) + 1.2))),
    );
    // The rest of each value is within 1.2.
    expect(worst).toBeLessThan(4);
    expect(body.points.every(({ lower, value, upper }) => lower <= value && value <= upper)).toBe(true);
  });

  it('says what a model does not answer, and what it does', async () => {
    const { path } = await trained(monthsCsv(60), { model_type: 'forecasting', algorithm: 'theta' });
    const { status, body } = await post<{ detail: string }>(`${path}/predict`, { rows: [{ month: '2020-01-01' }] });
    expect(status).toBe(409);
    expect(body.detail).toContain('/forecast');
  });
});
