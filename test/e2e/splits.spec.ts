import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOf } from '../../src/models/names/draw.js';
import { type Answer, type Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();
/** So many that a share of 10 % shows to within 1.2 %: the one test here that takes its time. */
const REQUESTS = 10_000;
const AT_ONCE = 32;

interface Metric {
  readonly name: string;
  readonly n: number;
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
}
type Compared = { data: { version: number; metrics: Metric[] }[] };

const POINTS = Array.from({ length: 150 }, (_, i) => ((i * 37) % 100) + 0.5);
const csv = (y: (x: number, i: number) => string | number) =>
  `x,y\n${POINTS.map((x, i) => `${x},${y(x, i)}`).join('\n')}\n`;
/** y is "high" above x = 50, or (`flipped`) below it. */
const labelsCsv = (flipped: boolean) => csv((x) => (x > 50 !== flipped ? 'high' : 'low'));
const lineCsv = (slope: number) => csv((x, i) => slope * x + (i % 3));

describe.skipIf(missing)(`a name whose traffic is split ${missing}`, () => {
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    installation = await Installation.start();
    client = await installation.client();
    const ratings = { model_type: 'recommendation', algorithm: 'popularity', name: 'taste' };
    await versions('taste', ratings, [ratingsCsv(30, 20, 10, 1), ratingsCsv(30, 20, 10, 2)]);
    const labels = { model_type: 'classification', algorithm: 'logistic_regression', target: 'y', name: 'level' };
    await versions('level', labels, [labelsCsv(false), labelsCsv(true)]);
    await versions('line', { model_type: 'regression', algorithm: 'ridge', target: 'y', name: 'line' }, [
      lineCsv(1),
      lineCsv(2),
    ]);
  });
  afterAll(() => installation?.stop());

  async function versions(name: string, fields: Record<string, string>, files: readonly string[]): Promise<void> {
    for (const file of files) {
      const task = await client.ended((await client.train(file, fields)).task_id, 110);
      expect(task.error, name).toBeNull();
    }
  }

  const send = <T = Record<string, unknown>>(method: string, path: string, body: object = {}): Promise<Answer<T>> =>
    client.call<T>(method, `/api/v1/models/${path}`, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const splitted = (name: string, ...weights: readonly number[]) =>
    send('PUT', `${name}/split`, { versions: weights.map((weight, i) => ({ version: i + 1, weight })) });
  const recommendedBy = async (query: string) => {
    const path = `/api/v1/models/taste/recommendations?n=1&${query}`;
    const { body } = await client.get<{ model: { version: number }; prediction_id: string }>(path);
    return body;
  };

  async function each<T>(count: number, ask: (i: number) => Promise<T>): Promise<T[]> {
    const answers: T[] = [];
    let next = 0;
    const worker = async () => {
      for (let i = next++; i < count; i = next++) answers[i] = await ask(i);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return answers;
  }

  /** Four standard deviations: one run in 16,000 falls outside by chance. */
  const within = (count: number, share: number) => {
    const radius = 4 * Math.sqrt(REQUESTS * share * (1 - share));
    expect(Math.abs(count - REQUESTS * share), `${count} of ${REQUESTS}`).toBeLessThan(radius);
  };

  it('shares 10,000 subjects as its weights say, and sends each to the same version again', async () => {
    const { status, body } = await splitted('taste', 90, 10);
    expect(status).toBe(200);
    expect(body.split).toEqual([
      { version: 1, weight: 90, share: 0.9 },
      { version: 2, weight: 10, share: 0.1 },
    ]);
    const answered = await each(REQUESTS, async (i) => (await recommendedBy(`user_id=u1&subject=s${i}`)).model.version);
    within(answered.filter((version) => version === 2).length, 0.1);
    expect(answered).toEqual(answered.map((_, i) => (placeOf('taste', `s${i}`) < 0.9 ? 1 : 2)));
    const again = await each(300, async (i) => (await recommendedBy(`user_id=u1&subject=s${i}`)).model.version);
    expect(again).toEqual(answered.slice(0, 300));
  });

  it('takes the user of a recommendation for its subject, and leaves a request without one to chance', async () => {
    const byUser = await each(200, async (i) => (await recommendedBy(`user_id=s${i}`)).model.version);
    expect(byUser).toEqual(byUser.map((_, i) => (placeOf('taste', `s${i}`) < 0.9 ? 1 : 2)));
    await splitted('line', 50, 50);
    const ask = async () =>
      (await send<{ model: { version: number } }>('POST', 'line/predict', { rows: [{ x: 1 }] })).body.model.version;
    const drawn = await each(400, ask);
    // Ten standard deviations.
    expect(Math.abs(drawn.filter((version) => version === 1).length - 200)).toBeLessThan(100);
  });

  it('splits neither a pinned version nor a table, and not for longer than it is told to', async () => {
    const pinned = await each(50, async (i) => {
      const { body } = await send<{ model: { version: number } }>('POST', 'line@1/predict', {
        rows: [{ x: 1 }],
        subject: `s${i}`,
      });
      return body.model.version;
    });
    expect(new Set(pinned)).toEqual(new Set([1]));
    const scored = await client.call<string>('POST', '/api/v1/models/line/predict', {
      body: 'x\n50\n',
      headers: { 'content-type': 'text/csv' },
    });
    expect(Number(scored.body.split('\n')[1]!.split(',')[1])).toBeGreaterThan(90);
    expect((await client.call('DELETE', '/api/v1/models/line@1')).status).toBe(409);
    expect((await send('DELETE', 'line/split')).body.split).toBeNull();
    const ended = await each(50, async (i) => {
      const rows = { rows: [{ x: 1 }], subject: `s${i}` };
      return (await send<{ model: { version: number } }>('POST', 'line/predict', rows)).body.model.version;
    });
    expect(new Set(ended)).toEqual(new Set([2]));
  });

  it.each([
    ['a version that there is not', [{ version: 9, weight: 1 }]],
    ['a weight of nothing', [{ version: 1, weight: 0 }]],
    [
      'a version twice',
      [
        { version: 1, weight: 1 },
        { version: 1, weight: 2 },
      ],
    ],
    ['no version', []],
  ])('refuses %s', async (_, arms) => {
    expect((await send('PUT', 'taste/split', { versions: arms })).status).toBe(422);
  });

  it('compares labels: accuracy with the Wilson interval, once for each outcome', async () => {
    await splitted('level', 1, 1);
    const truth = (x: number) => (x > 50 ? 'high' : 'low');
    const asked = await each(200, async (i) => {
      const x = i % 100;
      const { body } = await send<{
        model: { version: number };
        predictions: { prediction: string; prediction_id: string }[];
      }>('POST', 'level/predict', { rows: [{ x }], subject: `s${i}` });
      return { i, x, version: body.model.version, ...body.predictions[0]! };
    });
    const outcomes = asked.map(({ i, x, prediction_id }) => ({ outcome_id: `o${i}`, prediction_id, label: truth(x) }));
    expect((await send('POST', 'level/outcomes', { outcomes })).body).toEqual({ accepted: 200, duplicates: 0 });
    // Again, with another content under one of the ids: what came first stays.
    const again = [{ ...outcomes[0]!, label: 'neither' }, ...outcomes.slice(1)];
    expect((await send('POST', 'level/outcomes', { outcomes: again })).body).toEqual({ accepted: 0, duplicates: 200 });
    const { body } = await client.get<Compared>('/api/v1/models/level/outcomes');
    for (const version of [1, 2]) {
      const own = asked.filter((answer) => answer.version === version);
      const n = own.length;
      const p = own.filter(({ x, prediction }) => prediction === truth(x)).length / n;
      // Wilson (1927), as in Brown, Cai & DasGupta (2001), equation 4.
      const z = 1.959963984540054;
      const [centre, radius] = [
        (n * p + (z * z) / 2) / (n + z * z),
        ((z * Math.sqrt(n)) / (n + z * z)) * Math.sqrt(p * (1 - p) + (z * z) / (4 * n)),
      ];
      const [metric, ...others] = body.data.find((entry) => entry.version === version)!.metrics;
      expect(others).toEqual([]);
      expect(metric).toMatchObject({ name: 'accuracy', n });
      expect(metric!.value).toBeCloseTo(p, 12);
      expect(metric!.lower).toBeCloseTo(Math.max(0, centre - radius), 12);
      expect(metric!.upper).toBeCloseTo(Math.min(1, centre + radius), 12);
    }
    const [one, two] = body.data.map(({ metrics }) => metrics[0]!.value);
    expect(one).toBeGreaterThan(0.9);
    expect(two).toBeLessThan(0.1);
  });

  it('compares numbers: RMSE and MAE; and rewards: rate and mean', async () => {
    const errors = Array.from({ length: 40 }, (_, i) => ((i * 37) % 11) - 4 + i / 100);
    const values = errors.map((error, i) => ({ outcome_id: `v${i}`, version: 1, prediction: 10 + error, value: 10 }));
    const rewards = errors.map((error, i) => ({ outcome_id: `r${i}`, version: 2, subject: `s${i}`, reward: error }));
    const clicks = errors.map((error, i) => ({ outcome_id: `c${i}`, version: 2, reward: error > 0 }));
    const received = await send('POST', 'line/outcomes', { outcomes: [...values, ...rewards, ...clicks] });
    expect(received.body).toEqual({ accepted: 120, duplicates: 0 });
    const { body } = await client.get<Compared>('/api/v1/models/line/outcomes');
    const metrics = new Map(
      body.data.flatMap(({ version, metrics }) => metrics.map((metric) => [`${version} ${metric.name}`, metric])),
    );
    expect([...metrics.keys()].sort()).toEqual(['1 mae', '1 rmse', '2 mean_reward', '2 success_rate']);
    const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const radius = (list: readonly number[]) => {
      const variance = mean(list.map((value) => (value - mean(list)) ** 2)) * (list.length / (list.length - 1));
      // scipy 1.17.1: t.ppf(0.975, 39)
      return 2.022690920036761 * Math.sqrt(variance / list.length);
    };
    const squares = errors.map((error) => error * error);
    const sizes = errors.map(Math.abs);
    const near = (name: string, value: number, lower: number, upper: number) => {
      const metric = metrics.get(name)!;
      expect(metric.n, name).toBe(40);
      expect(metric.value, name).toBeCloseTo(value, 9);
      expect(metric.lower, name).toBeCloseTo(lower, 6);
      expect(metric.upper, name).toBeCloseTo(upper, 6);
    };
    near('1 mae', mean(sizes), mean(sizes) - radius(sizes), mean(sizes) + radius(sizes));
    const [low, high] = [mean(squares) - radius(squares), mean(squares) + radius(squares)].map(Math.sqrt);
    near('1 rmse', Math.sqrt(mean(squares)), low!, high!);
    near('2 mean_reward', mean(errors), mean(errors) - radius(errors), mean(errors) + radius(errors));
    const rate = errors.filter((error) => error > 0).length / 40;
    expect(metrics.get('2 success_rate')).toMatchObject({ n: 40, value: rate });
  });

  it('takes all outcomes of a call or none, and says which one is wrong', async () => {
    const { prediction_id } = await recommendedBy('user_id=u1');
    const wrong = {
      outcomes: [
        { outcome_id: 'w1', prediction_id, reward: true },
        { outcome_id: 'w2', version: 7, reward: true },
      ],
    };
    const { status, body } = await send<{ errors: { field: string }[] }>('POST', 'taste/outcomes', wrong);
    expect([status, body.errors[0]!.field]).toEqual([422, 'outcomes.1.version']);
    const right = { outcomes: [wrong.outcomes[0]!] };
    expect((await send('POST', 'taste/outcomes', right)).body).toEqual({ accepted: 1, duplicates: 0 });
    expect((await send('POST', 'line/outcomes', right)).status).toBe(422);
  });
});
