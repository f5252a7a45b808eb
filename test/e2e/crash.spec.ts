import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type TaskView } from './harness/client.js';
import { containersOf, runningContainer } from './harness/containers.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();
const ALS = { model_type: 'recommendation', algorithm: 'als' };
const STAGES = ['committing', 'sanitizing', 'training', 'verifying'] as const;

/**
 * One worker holds a task in each of its stages when it is killed with SIGKILL. Each is held where it is until then: its
 * container gets next to no processor, or its commit waits for a lock, so that which stage dies is no matter of luck.
 */
describe.skipIf(missing)(`kill -9 of a worker, and of containers ${missing}`, () => {
  let installation: Installation;
  let client: Client;
  const tasks = new Map<string, string>();
  const data = ratingsCsv(600, 200, 40);
  const query = async <Row>(sql: string, ...values: unknown[]) =>
    (await installation.database.pool.query(sql, values)).rows as Row[];
  const statusOf = async (id: string) =>
    (await query<{ status: string }>('select status from tasks where id = $1', id))[0]!.status;
  const linesOf = async (id: string, stage: string) => {
    const { body } = await client.get<{ data: { stage: string; message: string }[] }>(`/api/v1/tasks/${id}/events`);
    return body.data.filter((line) => line.stage === stage).map(({ message }) => message);
  };
  const holdIn = async (id: string, stage: string) =>
    void (await (await runningContainer(id, async () => (await statusOf(id)) === stage)).update({ NanoCpus: 1e7 }));

  beforeAll(async () => {
    installation = await Installation.start({
      env: { MAX_WORKERS: '6', TRAINING_MEMORY_MB: '512', SHUTDOWN_GRACE: '1', STORAGE: 'postgres' },
    });
    client = await installation.client();
    const commits = new pg.Client(installation.database.url);
    commits.on('error', () => undefined);
    await commits.connect();
    await commits.query('begin; lock table models in share mode');
    for (const stage of ['last attempt', ...STAGES]) {
      const { task_id } = await client.train(data, { ...ALS, hyperparameters: '{"iterations":60,"tolerance":0}' });
      tasks.set(stage, task_id);
      if (stage === 'last attempt') await query('update tasks set failures = 2 where id = $1', task_id);
      if (stage !== 'committing') await holdIn(task_id, stage === 'last attempt' ? 'sanitizing' : stage);
    }
    const waits = "select 1 from pg_locks where relation = 'models'::regclass and not granted";
    while ((await query(waits)).length === 0) await delay(20);
    await installation.workers[0]!.end('SIGKILL');
    await commits.end();
    installation.startWorker();
  });
  afterAll(() => installation?.stop());

  it('leaves each task in the stage in which it died', async () => {
    for (const stage of ['sanitizing', 'training', 'verifying']) expect(await statusOf(tasks.get(stage)!)).toBe(stage);
    expect(await statusOf(tasks.get('committing')!)).toBe('verifying');
  });

  it('a container that is killed from outside costs an attempt, not the task', async () => {
    const { task_id } = await client.train(data, ALS);
    await (await runningContainer(task_id, () => Promise.resolve(true))).kill();
    expect(await client.ended(task_id)).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect(await linesOf(task_id, 'queued')).toEqual([
      'accepted',
      'the program was killed from outside; it is tried again (failure 1 of 3)',
    ]);
  });

  it('a task whose container is killed every time ends after three attempts, and says of what', async () => {
    const { task_id } = await client.train(data, ALS);
    for (let attempt = 1; attempt <= 3; attempt++) {
      const begun = async () => (await client.task(task_id)).attempts === attempt;
      await (await runningContainer(task_id, begun)).kill();
    }
    const task = await client.ended(task_id);
    expect(task).toMatchObject({ status: 'failed', attempts: 3, model_id: null, error: { code: 'unavailable' } });
    expect(task.error!.message).toContain('the program was killed from outside');
    await delay(6_000);
    expect(await client.task(task_id)).toEqual(task);
  });

  it('a fault of the data ends a task at its first attempt', async () => {
    const { task_id } = await client.train('user_id,item_id,rating\n1,2,3\n', ALS);
    expect(await client.ended(task_id)).toMatchObject({ status: 'failed', attempts: 1 });
  });

  it.each(STAGES)('a task that died while %s is ended by another worker, once', async (stage) => {
    const id = tasks.get(stage)!;
    const task = await client.ended(id, 110);
    expect(task).toMatchObject({ status: 'succeeded', attempts: 2, error: null });
    const died = stage === 'committing' ? 'verifying' : stage;
    expect(await linesOf(id, 'queued')).toEqual([
      'accepted',
      `its worker fell silent in the stage ${died} (failure 1 of 3)`,
    ]);
    expect(await linesOf(id, 'succeeded')).toEqual(['done']);
    const models = await query<{ id: string }>('select id from models where task_id = $1', id);
    expect(models.map((model) => model.id)).toEqual([task.model_id]);
    const answer = await client.get(`/api/v1/models/${task.model_id}/recommendations?user_id=u1&n=3`);
    expect(answer).toMatchObject({ status: 200, body: { cold_start: false } });
  });

  it('a task whose workers die every time ends with that as its reason', async () => {
    const task = await client.ended(tasks.get('last attempt')!);
    expect(task).toMatchObject({ status: 'failed', attempts: 1, model_id: null, error: { code: 'worker_lost' } });
    expect(task.error!.message).toContain('fell silent in the stage sanitizing (failure 3 of 3)');
  });

  it('leaves no container behind', async () => {
    for (const id of tasks.values()) {
      await expect.poll(() => containersOf(id), { timeout: 60_000, interval: 500 }).toEqual([]);
    }
  });

  it('an orderly stop gives a running task back and does not count against it', async () => {
    const { task_id } = await client.train(data, ALS);
    await holdIn(task_id, 'sanitizing');
    await installation.workers[1]!.end('SIGTERM');
    expect(await client.task(task_id)).toMatchObject({ status: 'queued', attempts: 1 } satisfies Partial<TaskView>);
    expect(await linesOf(task_id, 'queued')).toEqual(['accepted', 'its worker was stopped; it waits for another']);
    expect(await query('select failures from tasks where id = $1', task_id)).toEqual([{ failures: 0 }]);
    expect(await containersOf(task_id)).toEqual([]);
  });
});
