import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type TaskView } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();
const ALS = { model_type: 'recommendation', algorithm: 'als' };

/** Keys of the blobs whose bytes are there, the half-written included: asked of the place itself, not of our records. */
const KEPT: Readonly<Record<string, (installation: Installation) => Promise<string[]>>> = {
  files: ({ directory }) => readdir(join(directory, 'blobs')),
  postgres: async ({ database }) => {
    const keys = 'select key from blobs union select key from blob_chunks';
    return (await database.pool.query<{ key: string }>(keys)).rows.map(({ key }) => key);
  },
};

describe.skipIf(missing).each(Object.keys(KEPT))(`what is deleted, or too old, is gone: %s ${missing}`, (storage) => {
  let installation: Installation;
  let client: Client;
  const kept = async () => (await KEPT[storage]!(installation)).sort();
  const query = async (sql: string, ...values: unknown[]): Promise<object[]> =>
    (await installation.database.pool.query<object>(sql, values)).rows;
  const train = async (fields: Record<string, string> = {}): Promise<TaskView> => {
    const { task_id } = await client.train(ratingsCsv(40, 20, 8), { ...ALS, ...fields });
    return client.ended(task_id);
  };
  const statusOf = async (path: string) => (await client.get(`/api/v1/${path}`)).status;
  const keysOf = async ({ task_id, dataset_id }: TaskView, only?: readonly string[]) => {
    const named = 'select blob_key from artifacts where task_id = $1 and ($2::text[] is null or name = any($2))';
    const { rows } = await installation.database.pool.query<{ blob_key: string }>(
      `${named} union select blob_key from datasets where id = $3 and $2 is null`,
      [task_id, only, dataset_id],
    );
    return rows.map((row) => row.blob_key);
  };

  beforeAll(async () => {
    installation = await Installation.start({
      env: {
        STORAGE: storage,
        MAX_STORAGE_MB_PER_ACCOUNT: '1',
        RETENTION_DATASETS_DAYS: '30',
        RETENTION_MODELS_DAYS: '30',
        RETENTION_TASKS_DAYS: '30',
      },
    });
    client = await installation.client();
  });
  afterAll(() => installation?.stop());

  it('deleting a dataset and its model removes every byte of both', async () => {
    const task = await train();
    expect((await kept()).length).toBeGreaterThan(3);
    expect(await client.call('DELETE', `/api/v1/datasets/${task.dataset_id}`)).toMatchObject({ status: 204 });
    expect(await statusOf(`models/${task.model_id}/recommendations?user_id=u1`)).toBe(200);
    expect(await client.call('DELETE', `/api/v1/models/${task.model_id}`)).toMatchObject({ status: 204 });
    expect(await kept()).toEqual([]);
  });

  it('an account that stores as much as it may is told so, and may again once it has deleted something', async () => {
    const account = await installation.client();
    const upload = (rows: number) =>
      account.upload<TaskView & { code: string; detail: string }>(
        '/api/v1/sanitize',
        `user_id,item_id,rating\n${'1,2,3\n'.repeat(rows)}`,
        { model_type: 'recommendation' },
      );
    expect(await upload(300_000)).toMatchObject({ status: 413, body: { code: 'upload_too_large' } });
    const { body: task } = await upload(150_000);
    await account.ended(task.task_id);
    const refused = await upload(1_000);
    expect(refused).toMatchObject({ status: 429, body: { code: 'quota_exceeded' } });
    expect(refused.body.detail).toContain('MAX_STORAGE_MB_PER_ACCOUNT');
    expect(await account.call('DELETE', `/api/v1/datasets/${task.dataset_id}`)).toMatchObject({ status: 204 });
    expect(await kept()).toEqual([]);
    const { status, body: next } = await upload(10);
    expect(status).toBe(202);
    await account.ended(next.task_id);
    await account.call('DELETE', `/api/v1/datasets/${next.dataset_id}`);
  });

  it('what is older than its days is removed with all its bytes; what is younger, or promoted, stays', async () => {
    const [old, promoted, young] = [await train(), await train({ name: 'served' }), await train()];
    await query('update model_names set promoted_version = 1 where name = $1', 'served');
    const all = [old, promoted, young].map(({ task_id }) => task_id);
    const staying = [...(await keysOf(young)), ...(await keysOf(promoted, ['model', 'evaluation']))];
    for (const { task_id, dataset_id, model_id } of [old, promoted]) {
      await query("update tasks set finished_at = now() - interval '31 days' where id = $1", task_id);
      await query("update datasets set created_at = now() - interval '31 days' where id = $1", dataset_id);
      await query("update models set created_at = now() - interval '31 days' where id = $1", model_id);
    }
    installation.startWorker();
    await expect.poll(kept, { timeout: 30_000 }).toEqual(staying.sort());
    for (const path of [`tasks/${old.task_id}`, `datasets/${old.dataset_id}`, `models/${old.model_id}`]) {
      await expect.poll(() => statusOf(path)).toBe(404);
    }
    expect(await statusOf(`datasets/${promoted.dataset_id}`)).toBe(404);
    expect(await statusOf(`tasks/${promoted.task_id}`)).toBe(200);
    expect(await statusOf('models/served/recommendations?user_id=u1')).toBe(200);
    for (const path of [`tasks/${young.task_id}`, `datasets/${young.dataset_id}/report`, `models/${young.model_id}`]) {
      expect(await statusOf(path)).toBe(200);
    }
    const logs = () => query('select distinct task_id from task_events where task_id = any($1)', all);
    await expect.poll(logs).toEqual([{ task_id: young.task_id }]);
  });
});
