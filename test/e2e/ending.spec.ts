import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();
const LONG = {
  model_type: 'recommendation',
  algorithm: 'als',
  hyperparameters: '{"factors":256,"iterations":1000,"tolerance":0}',
};

/** How tasks end that do not succeed: nothing of them may be left. */
describe.skipIf(missing)(`cancelling and time limits ${missing}`, () => {
  let installation: Installation;
  let client: Client;
  const docker = new Docker();
  const data = ratingsCsv(1500, 400, 40);

  const containersOf = (task: string) =>
    docker
      .listContainers({ all: true })
      .then((all) => all.filter(({ Labels }) => Object.values(Labels).includes(task)));
  const temporary = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('algoapi-') && !before.includes(name));
  let before: readonly string[] = [];

  beforeAll(async () => {
    installation = await Installation.start({ env: { TRAINING_TIME_LIMIT: '8' } });
    client = await installation.client();
    before = await readdir(tmpdir());
  });
  afterAll(() => installation?.stop());

  it('cancels a running task: its container is gone within two seconds', async () => {
    const { task_id } = await client.train(data, LONG);
    await client.until(task_id, ({ status }) => status === 'training');
    expect(await containersOf(task_id)).toHaveLength(1);
    const { status } = await client.call('POST', `/api/v1/tasks/${task_id}/cancel`);
    expect(status).toBe(202);
    await delay(2000);
    expect(await containersOf(task_id)).toEqual([]);
    expect(await client.ended(task_id, 5)).toMatchObject({ status: 'cancelled', error: null, model_id: null });
    expect(await client.call('POST', `/api/v1/tasks/${task_id}/cancel`)).toMatchObject({ status: 409 });
  });

  it('stops a task past its time limit, says so, and leaves no container and no file', async () => {
    const { task_id } = await client.train(data, LONG);
    const task = await client.ended(task_id, 60);
    expect(task).toMatchObject({ status: 'failed', error: { code: 'time_limit' }, model_id: null });
    expect(task.error!.hint).toContain('TRAINING_TIME_LIMIT');
    expect(await containersOf(task_id)).toEqual([]);
    expect(await temporary()).toEqual([]);
    const { rows } = await installation.database.pool.query(
      'select key from blobs where key not in (select blob_key from datasets) and key not in (select blob_key from artifacts)',
    );
    expect(rows).toEqual([]);
  });

  it('cancels a task that still waits, without ever starting it', async () => {
    const running = await Promise.all([client.train(data, LONG), client.train(data, LONG)]);
    const waiting = await client.train(data, LONG);
    await client.call('POST', `/api/v1/tasks/${waiting.task_id}/cancel`);
    expect(await client.task(waiting.task_id)).toMatchObject({ status: 'cancelled', isolation: null });
    for (const { task_id } of running) await client.call('POST', `/api/v1/tasks/${task_id}/cancel`);
    for (const { task_id } of running) await client.ended(task_id, 10);
  });
});
