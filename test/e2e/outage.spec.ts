import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { lossyCommit } from './harness/lossy-commit.js';
import { ownServices } from './harness/own-services.js';
import { freshDatabase, missingServices } from './harness/services.js';

const missing = missingServices();
const ALS = { model_type: 'recommendation', algorithm: 'als' };
const AT_ONCE = 5;
const SOON = { timeout: 10_000, interval: 50 };

describe.skipIf(missing)(`services that go away under load ${missing}`, () => {
  let services: Awaited<ReturnType<typeof ownServices>>;
  let installation: Installation;
  let client: Client;
  const data = ratingsCsv(80, 40, 12);

  beforeAll(async () => {
    services = await ownServices();
    installation = await Installation.start({
      env: {
        DATABASE_URL: services.postgres.url,
        REDIS_URL: services.redis.url,
        STORAGE: 'postgres',
        MAX_WORKERS: '2',
      },
    });
    client = await installation.client();
  });
  afterAll(async () => {
    await installation?.stop();
    await services?.end();
  });

  const query = async <Row>(sql: string, ...values: unknown[]): Promise<Row[]> => {
    const database = new pg.Client(services.postgres.url);
    await database.connect();
    const { rows } = await database.query(sql, values);
    await database.end();
    return rows as Row[];
  };
  /** Tasks of which one runs. */
  const load = async () => {
    await expect.poll(async () => (await client.get('/health')).status, SOON).toBe(200);
    const tasks = await Promise.all(Array.from({ length: AT_ONCE }, () => client.train(data, ALS)));
    const ids = tasks.map(({ task_id }) => task_id);
    const running = "select 1 from tasks where id = any($1) and status in ('sanitizing', 'training', 'verifying')";
    while ((await query(running, ids)).length === 0) await delay(20);
    return ids;
  };
  const expectOneModelEach = async (ids: readonly string[]) => {
    const tasks = await Promise.all(ids.map((id) => client.ended(id)));
    expect(tasks.map(({ status, error }) => error ?? status)).toEqual(Array(ids.length).fill('succeeded'));
    const models = await query<{ task_id: string }>('select task_id from models where task_id = any($1)', ids);
    expect(models.map((model) => model.task_id).sort()).toEqual([...ids].sort());
  };

  it('Redis stops and starts with its file: uploads are refused meanwhile, what was accepted is done', async () => {
    const ids = await load();
    await services.redis.goAway();
    // The process learns of it when its connection ends, which a request may be a moment ahead of.
    await expect.poll(() => client.get('/health'), SOON).toMatchObject({ status: 503, body: { status: 'unhealthy' } });
    const upload = await client.upload('/api/v1/train', data, ALS);
    const task = await client.get(`/api/v1/tasks/${ids[0]}`);
    await services.redis.comeBack();
    expect(upload).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(task).toMatchObject({ status: 200 });
    await expectOneModelEach(ids);
  });

  it('PostgreSQL stops and starts: requests are refused meanwhile, what was accepted is done', async () => {
    const ids = await load();
    await services.postgres.goAway();
    const answers = [await client.get(`/api/v1/tasks/${ids[0]}`), await client.upload('/api/v1/train', data, ALS)];
    await services.postgres.comeBack();
    const refused = { status: 503, body: { code: 'unavailable' } };
    expect(answers).toMatchObject([refused, refused]);
    await expectOneModelEach(ids);
  });

  it('Redis forgets everything: the database still knows, and what was accepted is done', async () => {
    const ids = await load();
    const redis = new Redis(services.redis.url);
    await redis.flushall();
    redis.disconnect();
    await expectOneModelEach(ids);
  });
});

describe.skipIf(missing)(`a commit whose answer is lost ${missing}`, () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let way: Awaited<ReturnType<typeof lossyCommit>>;
  let installation: Installation;

  beforeAll(async () => {
    database = await freshDatabase();
    way = await lossyCommit(database.url, 'INSERT INTO "models"');
    installation = await Installation.start({ env: { DATABASE_URL: way.url, STORAGE: 'postgres' } });
  });
  afterAll(async () => {
    await installation?.stop();
    way?.server.close();
    await database?.drop();
  });

  it('leaves the model with all its bytes, and does not run the task again', async () => {
    const client = await installation.client();
    const { task_id } = await client.train(ratingsCsv(40, 20, 8), ALS);
    const task = await client.ended(task_id);
    expect(way.lost()).toBe(1);
    // Time enough for a worker that takes it for a failure to clear its bytes away.
    await delay(3_000);
    expect(await client.task(task_id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    const lost = 'select name from artifacts where blob_key not in (select key from blobs)';
    expect((await database.pool.query(lost)).rows).toEqual([]);
    const answer = await client.get(`/api/v1/models/${task.model_id}/recommendations?user_id=u1&n=3`);
    expect(answer).toMatchObject({ status: 200 });
  });
});
