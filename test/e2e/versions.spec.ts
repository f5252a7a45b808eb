import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client } from './harness/client.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

/** y = slope · x, and a little: 120 rows. */
const lineCsv = (slope: number) => {
  const rows = Array.from({ length: 120 }, (_, i) => ((i * 37) % 50) + 0.5);
  return `x,y\n${rows.map((x, i) => `${x},${(slope * x + (i % 5) / 10).toFixed(2)}`).join('\n')}\n`;
};

interface Serving {
  readonly latest: number;
  readonly promoted: number | null;
  readonly served: number;
}

describe.skipIf(missing)(`versions of a name ${missing}`, () => {
  let installation: Installation;
  let client: Client;
  const ids: string[] = [];

  beforeAll(async () => {
    installation = await Installation.start();
    client = await installation.client();
    for (const slope of [1, 2, 3]) await train(slope);
  });
  afterAll(() => installation?.stop());

  async function train(slope: number): Promise<void> {
    const fields = { model_type: 'regression', target: 'y', algorithm: 'ridge', name: 'line' };
    const task = await client.ended((await client.train(lineCsv(slope), fields)).task_id, 110);
    expect(task.error).toBeNull();
    ids.push(task.model_id!);
  }

  const send = <T = Record<string, unknown>>(method: string, path: string, body: object = {}): Promise<Answer<T>> =>
    client.call<T>(method, `/api/v1/models/${path}`, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const serving = async () => (await client.get<Serving>('/api/v1/models/line/serving')).body;

  /** The version that says that it answered, and the one whose slope the answer has. */
  async function answering(reference: string): Promise<{ told: number; slope: number }> {
    const { body } = await send<{ model: { version: number }; predictions: { prediction: number }[] }>(
      'POST',
      `${reference}/predict`,
      { rows: [{ x: 50 }] },
    );
    return { told: body.model.version, slope: Math.round(body.predictions[0]!.prediction / 50) };
  }

  it('lists them, newest first, in pages', async () => {
    const { body } = await client.get<{ data: { version: number; model_id: string }[]; has_more: boolean }>(
      '/api/v1/models/line/versions?limit=2',
    );
    expect(body.data.map(({ version, model_id }) => [version, model_id])).toEqual([
      [3, ids[2]],
      [2, ids[1]],
    ]);
    expect(body.has_more).toBe(true);
    const rest = await client.get<{ data: { version: number }[] }>(
      `/api/v1/models/${ids[0]}/versions?limit=2&after=${ids[1]}`,
    );
    expect(rest.body.data.map(({ version }) => version)).toEqual([1]);
  });

  it('answers by the latest, by a pinned one and by an id', async () => {
    expect(await answering('line')).toEqual({ told: 3, slope: 3 });
    expect(await answering('line@1')).toEqual({ told: 1, slope: 1 });
    expect(await answering(ids[1]!)).toEqual({ told: 2, slope: 2 });
    for (const unknown of ['line@4', 'line@0', 'curve', 'curve@1']) {
      expect((await send('POST', `${unknown}/predict`, { rows: [{ x: 1 }] })).status, unknown).toBe(404);
    }
  });

  it('serves the promoted one, also when a newer one is trained, until it is rolled back', async () => {
    expect((await send<Serving>('POST', 'line/promote', { version: 1, note: 'first' })).body).toMatchObject({
      promoted: 1,
      served: 1,
      latest: 3,
    });
    expect(await answering('line')).toEqual({ told: 1, slope: 1 });
    expect((await client.get<{ version: number }>('/api/v1/models/line')).body.version).toBe(1);
    await send('POST', 'line/promote', { version: 2, note: 'better' });
    await train(4);
    expect(await answering('line')).toEqual({ told: 2, slope: 2 });
    await send('POST', 'line/rollback', { note: 'it was not' });
    expect(await answering('line')).toEqual({ told: 1, slope: 1 });
    await send('POST', 'line/rollback');
    expect(await answering('line')).toEqual({ told: 4, slope: 4 });
    expect((await send('POST', 'line/rollback')).status).toBe(409);
    await send('POST', 'line/promote', { version: null });
    expect(await serving()).toMatchObject({ promoted: null, served: 4, latest: 4 });
  });

  it('keeps the record of who did it and when', async () => {
    const { body: me } = await client.get<{ id: string }>('/api/v1/keys/me');
    const { body } = await client.get<{ data: { action: string; at: string; key_id: string }[] }>(
      '/api/v1/models/line/promotions',
    );
    expect(body.data).toMatchObject([
      { action: 'promote', version: null, previous_version: null, note: '' },
      { action: 'rollback', version: null, previous_version: 1, note: '' },
      { action: 'rollback', version: 1, previous_version: 2, note: 'it was not' },
      { action: 'promote', version: 2, previous_version: 1, note: 'better' },
      { action: 'promote', version: 1, previous_version: null, note: 'first' },
    ]);
    expect(body.data.every(({ key_id }) => key_id === me.id)).toBe(true);
    const times = body.data.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it('reaches another web process within a moment', async () => {
    const url = `http://127.0.0.1:${await installation.startAnotherWeb()}`;
    const elsewhere = async () => {
      const response = await fetch(`${url}/api/v1/models/line/predict`, {
        method: 'POST',
        body: JSON.stringify({ rows: [{ x: 50 }] }),
        headers: { 'content-type': 'application/json', 'x-api-key': client.key },
      });
      return ((await response.json()) as { model: { version: number } }).model.version;
    };
    expect(await elsewhere()).toBe(4);
    await send('POST', 'line/promote', { version: 3 });
    await expect.poll(elsewhere, { timeout: 5_000 }).toBe(3);
    await send('POST', 'line/rollback');
  });

  it('never gives a number twice, and keeps what is served', async () => {
    await send('POST', 'line/promote', { version: 2 });
    expect((await client.call('DELETE', '/api/v1/models/line@2')).status).toBe(409);
    await send('POST', 'line/promote', { version: 3 });
    expect((await client.call('DELETE', '/api/v1/models/line@2')).status).toBe(204);
    // Past the one that was deleted.
    expect((await send<Serving>('POST', 'line/rollback')).body).toMatchObject({ promoted: null });
    expect((await client.call('DELETE', `/api/v1/models/${ids[3]}`)).status).toBe(204);
    await train(5);
    expect(await serving()).toMatchObject({ latest: 5, served: 5 });
    expect((await send('POST', 'line/promote', { version: 4 })).status).toBe(422);
  });

  it('is for the account alone, and promoting for keys that may train', async () => {
    const stranger = await installation.client();
    for (const path of ['versions', 'serving', 'promotions', 'outcomes']) {
      expect((await stranger.get(`/api/v1/models/line/${path}`)).status, path).toBe(404);
    }
    const { body } = await client.call<{ api_key: string }>('POST', '/api/v1/keys', {
      body: JSON.stringify({ name: 'reader', scopes: ['read', 'predict'] }),
      headers: { 'content-type': 'application/json' },
    });
    const refused = await client.call('POST', '/api/v1/models/line/promote', {
      body: JSON.stringify({ version: 1 }),
      headers: { 'content-type': 'application/json', 'x-api-key': body.api_key },
    });
    expect(refused.status).toBe(403);
  });
});
