import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

interface Recommended {
  readonly cold_start: boolean;
  readonly items: {
    item_id: string;
    because?: { item_id: string; similarity: number; rating: number | null }[];
  }[];
}

describe.skipIf(missing)(`why a model answers as it does ${missing}`, () => {
  const ratings = ratingsCsv(40, 20, 10);
  let installation: Installation;
  let client: Client;
  let path: string;

  beforeAll(async () => {
    installation = await Installation.start();
    client = await installation.client();
    path = await train(ratings, { model_type: 'recommendation', algorithm: 'als' });
  });
  afterAll(() => installation?.stop());

  async function train(file: string, fields: Record<string, string>): Promise<string> {
    const task = await client.ended((await client.train(file, fields)).task_id, 110);
    expect(task.error).toBeNull();
    return `/api/v1/models/${task.model_id}`;
  }
  const recommended = async (query: string) => (await client.get<Recommended>(`${path}/recommendations?${query}`)).body;

  it('because the user rated: items that they did rate, as they rated them, the most similar first', async () => {
    const rated = new Map(
      ratings
        .split('\n')
        .map((line) => line.split(','))
        .filter(([user]) => user === 'u4')
        .map(([, item, rating]) => [item, Number(rating)]),
    );
    const { items } = await recommended('user_id=u4&n=5&explain=true');
    expect(items).toHaveLength(5);
    for (const { item_id, because } of items) {
      expect(because!.length).toBeGreaterThan(0);
      expect(because!.length).toBeLessThanOrEqual(3);
      for (const reason of because!) expect(rated.get(reason.item_id)).toBe(reason.rating);
      const similarities = because!.map(({ similarity }) => similarity);
      expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
      const { body } = await client.get<{ items: { item_id: string; score: number }[] }>(
        `${path}/similar?item_id=${item_id}&n=20`,
      );
      const score = new Map(body.items.map((similar) => [similar.item_id, similar.score]));
      for (const reason of because!) expect(score.get(reason.item_id)).toBe(reason.similarity);
    }
  });

  it('says nothing of that unasked, or for a user that it does not know', async () => {
    expect((await recommended('user_id=u4')).items.every((item) => !('because' in item))).toBe(true);
    const unknown = await recommended('user_id=nobody&explain=true');
    expect(unknown.cold_start).toBe(true);
    expect(unknown.items.every((item) => !('because' in item))).toBe(true);
  });

  it('recommends among the items that are wanted, to strangers too', async () => {
    const all = (await recommended('user_id=u4&n=20')).items.map(({ item_id }) => item_id);
    const ids = async (query: string) => (await recommended(query)).items.map(({ item_id }) => item_id);
    expect(await ids(`user_id=u4&n=20&exclude=${all[0]}&exclude=${all[2]}`)).toEqual(
      all.filter((_, i) => i !== 0 && i !== 2),
    );
    expect(await ids(`user_id=u4&only=${all[3]}&only=${all[1]}&only=nothing`)).toEqual([all[1], all[3]]);
    expect(await ids(`user_id=nobody&only=${all[3]}`)).toEqual([all[3]]);
    expect(await ids('user_id=u4&only=nothing')).toEqual([]);
  });

  it('tells what features matter, in the view of the model', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => {
      const [x, noise] = [((i * 37) % 100) / 7, ((i * 53) % 97) / 7];
      return `${x.toFixed(2)},${noise.toFixed(2)},${(5 * x + (i % 3) / 10).toFixed(2)}`;
    });
    const model = await train(`x,noise,y\n${rows.join('\n')}\n`, {
      model_type: 'regression',
      target: 'y',
      algorithm: 'ridge',
    });
    const { body } = await client.get<{ explanations: { name: string; value: number }[] }>(model);
    expect(body.explanations.map(({ name }) => name)).toEqual(['x', 'noise']);
    const [x, noise] = body.explanations;
    expect(x!.value).toBeGreaterThan(100 * Math.abs(noise!.value));
  });

  it('takes a forecast apart: level, trend and season add up to it', async () => {
    const rows = Array.from({ length: 96 }, (_, m) => {
      const date = `${2010 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}-01`;
      return `${date},${(100 + 2 * m + (m % 12 === 11 ? 30 : 0) + ((m * 7) % 5) / 10).toFixed(2)}`;
    });
    const model = await train(`month,sales\n${rows.join('\n')}\n`, {
      model_type: 'forecasting',
      algorithm: 'holt_winters',
    });
    const ask = async (body: object) =>
      (
        await client.call<{ points: { value: number; components?: Record<string, number> }[] }>(
          'POST',
          `${model}/forecast`,
          { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
        )
      ).body.points;
    const points = await ask({ horizon: 12, explain: true });
    for (const { value, components } of points) {
      const { level, trend, season } = components as { level: number; trend: number; season: number };
      expect(level + trend + season).toBeCloseTo(value, 6);
    }
    expect(points[11]!.components!.season! - points[5]!.components!.season!).toBeCloseTo(30, -1);
    expect(points[11]!.components!.trend! - points[0]!.components!.trend!).toBeCloseTo(22, 0);
    expect((await ask({ horizon: 1 }))[0]).not.toHaveProperty('components');
  });
});
