import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();
const ALS = { model_type: 'recommendation', algorithm: 'als' };
const OPENING =
  '--x\r\ncontent-disposition: form-data; name="model_type"\r\n\r\nrecommendation\r\n' +
  '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nuser_id,item_id,rating\r\n';

interface Installed {
  readonly storage: string;
  /** of half-written blobs */
  remains(installation: Installation): Promise<number>;
  /** as if the process had died two hours ago */
  age(installation: Installation): Promise<void>;
}

const PARTIAL = (name: string) => name.endsWith('.partial');
const blobsIn = ({ directory }: Installation) => readdir(join(directory, 'blobs'));
const STORES: readonly Installed[] = [
  {
    storage: 'files',
    remains: async (installation) => (await blobsIn(installation)).filter(PARTIAL).length,
    age: async (installation) => {
      const then = new Date(Date.now() - 2 * 3600_000);
      for (const name of await blobsIn(installation))
        await utimes(join(installation.directory, 'blobs', name), then, then);
    },
  },
  {
    storage: 'postgres',
    remains: async ({ database }) => {
      const lost = 'select count(distinct key)::int as n from blob_chunks where key not in (select key from blobs)';
      return (await database.pool.query<{ n: number }>(lost)).rows[0]!.n;
    },
    age: async ({ database }) => {
      // PostgreSQL ends what a killed client had asked for before it notices.
      const others = "select 1 from pg_stat_activity where datname = current_database() and state = 'active'";
      await expect.poll(async () => (await database.pool.query(others)).rowCount, { timeout: 10_000 }).toBe(1);
      await database.pool.query("update blob_chunks set written_at = now() - interval '2 hours'");
    },
  },
];

describe.skipIf(missing).each(STORES)(`the web process ends during an upload: $storage ${missing}`, (store) => {
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    installation = await Installation.start({ workers: 0, env: { STORAGE: store.storage, SHUTDOWN_GRACE: '2' } });
    client = await installation.client();
  });
  afterAll(() => installation?.stop());

  /** An upload that has brought 3 MB and goes on until it is answered; `end` lets it come to its end. */
  const upload = async () => {
    const stopped = new AbortController();
    let closing = '';
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(Buffer.from(OPENING));
        for (let row = 0; row < 30; row++) controller.enqueue(Buffer.from('1,2,3\r\n'.repeat(15_000)));
        for (; closing === ''; await delay(50)) {
          if (stopped.signal.aborted) return;
          controller.enqueue(Buffer.from('1,2,3\r\n'));
        }
        controller.enqueue(Buffer.from(closing));
        controller.close();
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const answer = client
      .call('POST', '/api/v1/train', { body, headers, duplex: 'half' })
      .finally(() => stopped.abort());
    answer.catch(() => undefined);
    await expect.poll(() => store.remains(installation), { timeout: 10_000 }).toBe(1);
    return { answer, end: () => (closing = '\r\n--x--\r\n') };
  };
  const records = async () => {
    const { rows } = await installation.database.pool.query<{ n: number }>(
      'select (select count(*) from datasets)::int + (select count(*) from tasks)::int as n',
    );
    return rows[0]!.n;
  };

  it('a stop waits for an upload that ends within the grace period, and takes it', async () => {
    const { answer, end } = await upload();
    const stopped = installation.web.end('SIGTERM');
    await delay(300);
    end();
    expect(await answer).toMatchObject({ status: 202 });
    await stopped;
    expect(await records()).toBe(2);
    expect(await store.remains(installation)).toBe(0);
    await installation.database.pool.query('delete from tasks; delete from datasets');
  });

  it('a stop ends one that does not, tells its client to come again, and leaves nothing', async () => {
    installation.startWeb();
    await installation.untilHealthy(0);
    const { answer } = await upload();
    await installation.web.end('SIGTERM');
    expect(await answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(await records()).toBe(0);
    expect(await store.remains(installation)).toBe(0);
  });

  it('after kill -9 its remains are swept once they are old, and the same upload is taken', async () => {
    installation.startWeb();
    await installation.untilHealthy(0);
    const { answer } = await upload();
    await installation.web.end('SIGKILL');
    await expect(answer).rejects.toThrow();
    expect(await records()).toBe(0);
    expect(await store.remains(installation)).toBe(1);
    await store.age(installation);
    installation.startWeb();
    installation.startWorker();
    await installation.untilHealthy(1);
    await expect.poll(() => store.remains(installation), { timeout: 10_000 }).toBe(0);
    const { task_id } = await client.train(ratingsCsv(40, 20, 8), ALS);
    expect(await client.ended(task_id)).toMatchObject({ status: 'succeeded' });
  });
});
