import { createHash, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTensorFile } from '../../src/contracts/safetensors.js';
import { verifyEnvelope } from '../../src/verification/certificate/envelope.js';
import { type Client } from './harness/client.js';
import { missingData, sharedData } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices() || missingData('insteval/insteval_sdy.csv');

interface ModelView {
  readonly sha256: string;
  readonly certified: boolean;
  readonly rows: { readonly total: number; readonly train: number; readonly test: number };
  readonly metrics: { name: string; value: number; baselines: { name: string; value: number }[] }[];
}

/** The main job on real data: 73,421 ratings of lecturers by students. */
describe.skipIf(missing)(`training a recommender ${missing}`, () => {
  let installation: Installation;
  let client: Client;
  let model: string;

  beforeAll(async () => {
    installation = await Installation.start();
    client = await installation.client();
    const { task_id } = await client.train(sharedData('insteval/insteval_sdy.csv'), {
      model_type: 'recommendation',
      columns: '{"user_id":"s","item_id":"d","rating":"y"}',
      name: 'lecturers',
    });
    const task = await client.ended(task_id, 300);
    expect(task).toMatchObject({ status: 'succeeded', isolation: { isolation: 'enabled' } });
    model = `/api/v1/models/${task.model_id}`;
  });
  afterAll(() => installation?.stop());

  it('beats the mean and the biases on the same held-out ratings', async () => {
    const { body } = await client.get<ModelView>(model);
    expect(body.rows.total).toBe(73_421);
    expect(body.rows.train + body.rows.test).toBe(73_421);
    const rmse = body.metrics.find(({ name }) => name === 'rmse')!;
    expect(rmse.baselines.length).toBeGreaterThanOrEqual(2);
    for (const baseline of rmse.baselines) expect(rmse.value, baseline.name).toBeLessThan(baseline.value);
  });

  it('recommends ten items that the user has not rated, best first', async () => {
    const seen = new Set(
      Buffer.from(sharedData('insteval/insteval_sdy.csv'))
        .toString()
        .split('\n')
        .map((line) => line.replaceAll('"', '').split(','))
        .filter(([student]) => student === '1')
        .map(([, lecturer]) => lecturer),
    );
    const { body } = await client.get<{ items: { item_id: string; score: number }[]; cold_start: boolean }>(
      `${model}/recommendations?user_id=1&n=10`,
    );
    expect(body.cold_start).toBe(false);
    expect(body.items).toHaveLength(10);
    expect(body.items.filter(({ item_id }) => seen.has(item_id))).toEqual([]);
    const scores = body.items.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('answers an unknown user with popular items, and says so', async () => {
    const { body } = await client.get<{ items: unknown[] }>(`${model}/recommendations?user_id=nobody&n=3`);
    expect(body).toMatchObject({ cold_start: true });
    expect(body.items).toHaveLength(3);
  });

  it('knows similar items, and says when it does not know the item', async () => {
    const { body } = await client.get<{ items: { item_id: string }[] }>(`${model}/similar?item_id=1002&n=5`);
    expect(body.items.map(({ item_id }) => item_id)).not.toContain('1002');
    expect(await client.get(`${model}/similar?item_id=nothing`)).toMatchObject({ status: 404 });
  });

  it('carries a certificate of exactly this file, signed by a published key', async () => {
    const keys = await client.get<{ data: { public_key_pem: string }[] }>('/api/v1/verification/keys');
    const pinned = keys.body.data.map(({ public_key_pem }) => createPublicKey(public_key_pem));
    const certificate = await fetch(`${installation.url}${model}/certificate`, {
      headers: { 'x-api-key': client.key },
    });
    const { statement, keyId } = verifyEnvelope(Buffer.from(await certificate.arrayBuffer()), pinned);
    expect(keyId).not.toBeNull();
    expect(statement.predicate.verdict).toBe('CERTIFIED');
    expect(statement.predicate.checks.every(({ verdict }) => verdict === 'PASS')).toBe(true);
    const file = await fetch(`${installation.url}${model}/export`, { headers: { 'x-api-key': client.key } });
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(statement.subject[0].digest.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(readTensorFile(bytes).metadata.get('format')).toBe('algoapi-model/1');
    expect((await client.get<ModelView>(model)).body.certified).toBe(true);
  });

  it('tells its log in order, up to the end', async () => {
    const { body: tasks } = await client.get<{ data: { task_id: string }[] }>('/api/v1/tasks');
    const { body } = await client.get<{ data: { stage: string; progress: number }[] }>(
      `/api/v1/tasks/${tasks.data[0]!.task_id}/events`,
    );
    const stages = body.data.map(({ stage }) => stage).filter((stage, i, all) => stage !== all[i - 1]);
    expect(stages).toEqual(['queued', 'sanitizing', 'training', 'verifying', 'succeeded']);
    const progress = body.data.map((event) => event.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it('streams the log to its end, from where a client left off', async () => {
    const { body: tasks } = await client.get<{ data: { task_id: string }[] }>('/api/v1/tasks');
    const path = `/api/v1/tasks/${tasks.data[0]!.task_id}/events`;
    const { body: list } = await client.get<{ data: { id: string; stage: string }[] }>(path);
    const accept = { accept: 'text/event-stream' };
    const whole = await client.call<string>('GET', path, { headers: accept });
    const ids = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id);
    expect(whole.headers.get('content-type')).toBe('text/event-stream');
    expect(ids(whole.body)).toEqual(list.data.map(({ id }) => id));
    const later = await client.call<string>('GET', path, { headers: { ...accept, 'last-event-id': list.data[1]!.id } });
    expect(ids(later.body)).toEqual(list.data.slice(2).map(({ id }) => id));
  });

  it('checks the stored model again on demand', async () => {
    const { status, body } = await client.call<{ task_id: string }>('POST', `${model}/verify`);
    expect(status).toBe(202);
    const held = await client.call('GET', `/api/v1/tasks/${body.task_id}`, { headers: { prefer: 'wait=1' } });
    expect(held.headers.get('preference-applied')).toBe('wait=1');
    expect(await client.ended(body.task_id, 110)).toMatchObject({ status: 'succeeded', error: null });
  });

  it('shows the quality report as a page without a script', async () => {
    const { body: tasks } = await client.get<{ data: { dataset_id: string }[] }>('/api/v1/tasks');
    const page = await client.get<string>(`/api/v1/datasets/${tasks.data[0]!.dataset_id}/report.html`);
    expect(page.headers.get('content-type')).toMatch('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.body).toMatch(/73.?421/);
    expect(page.body).not.toContain('<script');
  });

  it('serves no bytes that do not match the certificate', async () => {
    const { rows } = await installation.database.pool.query<{ model_key: string }>('select model_key from models');
    await installation.database.pool.query(
      `update blob_chunks set data = set_byte(data, 5000, get_byte(data, 5000) # 1) where key = $1 and chunk = 0`,
      [rows[0]!.model_key],
    );
    // Another web process: the one that ran so far has the good bytes in its memory.
    await installation.web.end();
    installation.startWeb();
    await installation.untilHealthy(1);
    expect(await client.get(`${model}/recommendations?user_id=1`)).toMatchObject({
      status: 500,
      body: { code: 'internal' },
    });
  });
});
