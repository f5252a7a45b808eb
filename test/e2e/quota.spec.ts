import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing =
  missingServices() || (process.getuid?.() === 0 ? '' : 'needs root to mount a file system of a few megabytes');
const ALS = { model_type: 'recommendation', algorithm: 'als' };
const SMALL = ratingsCsv(40, 20, 8);
const HUGE = `user_id,item_id,rating\n${'1,2,3\n'.repeat(1_000_000)}`;

/** A file system that is full after so many megabytes. */
class SmallDisk {
  readonly directory = mkdtempSync(join(tmpdir(), 'algoapi-test-disk-'));

  constructor(megabytes: number, uid = 0) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755,uid=${uid}`, 'tmpfs', this.directory]);
  }

  grow(megabytes: number): void {
    execFileSync('mount', ['-o', `remount,size=${megabytes}m`, this.directory]);
  }

  remove(): void {
    execFileSync('umount', ['--lazy', this.directory]);
    rmSync(this.directory, { recursive: true });
  }
}

const rowsOf = async (installation: Installation, table: string) => {
  const { rows } = await installation.database.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]!.n;
};

async function expectRefusedWithoutATrace(installation: Installation, client: Client): Promise<void> {
  const answer = await client.upload<Record<string, unknown>>('/api/v1/train', HUGE, ALS);
  expect(answer).toMatchObject({ status: 507, body: { code: 'storage_full' } });
  expect(answer.headers.get('retry-after')).toBe('5');
  for (const table of ['datasets', 'tasks']) expect(await rowsOf(installation, table)).toBe(0);
}

describe.skipIf(missing)(`a full disk below the file store ${missing}`, () => {
  let disk: SmallDisk;
  let installation: Installation;
  let client: Client;
  const stored = () => readdirSync(join(disk.directory, 'blobs'));

  beforeAll(async () => {
    disk = new SmallDisk(2);
    installation = await Installation.start({ env: { STORAGE: 'files', DATA_DIR: disk.directory } });
    client = await installation.client();
  });
  afterAll(async () => {
    await installation?.stop();
    disk?.remove();
  });

  it('refuses an upload that does not fit, and leaves nothing of it', async () => {
    await expectRefusedWithoutATrace(installation, client);
    expect(stored()).toEqual([]);
  });

  it('ends a task whose results do not fit with that as its reason; its data stays and can be tried again', async () => {
    const { task_id, dataset_id } = await client.train(ratingsCsv(2000, 500, 60), ALS);
    expect(await client.ended(task_id)).toMatchObject({
      status: 'failed',
      attempts: 3,
      error: { code: 'storage_full' },
    });
    expect(stored()).toHaveLength(1);
    expect(await client.call('DELETE', `/api/v1/datasets/${dataset_id}`)).toMatchObject({ status: 204 });
    expect(stored()).toEqual([]);
  });

  it('goes on once there is room', async () => {
    const { task_id } = await client.train(SMALL, ALS);
    expect(await client.ended(task_id)).toMatchObject({ status: 'succeeded', attempts: 1 });
  });
});

describe.skipIf(missing)(`a full disk below PostgreSQL ${missing}`, () => {
  let disk: SmallDisk;
  let admin: pg.Client;
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    admin = new pg.Client(process.env.TEST_DATABASE_URL);
    await admin.connect();
    const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid');
    const { uid } = statSync(`/proc/${rows[0]!.pid}`);
    disk = new SmallDisk(5, uid);
    const location = join(disk.directory, 'tablespace');
    mkdirSync(location, { mode: 0o700 });
    chownSync(location, uid, -1);
    await admin.query(`create tablespace algoapi_test_small location '${location}'`);
    installation = await Installation.start({ env: { STORAGE: 'postgres' } });
    await installation.database.pool.query('alter table blob_chunks set tablespace algoapi_test_small');
    client = await installation.client();
  });
  afterAll(async () => {
    await installation?.stop();
    await admin?.query('drop tablespace if exists algoapi_test_small');
    await admin?.end();
    disk?.remove();
  });

  it('refuses an upload that does not fit, and leaves nothing of it', async () => {
    await expectRefusedWithoutATrace(installation, client);
    for (const table of ['blobs', 'blob_chunks']) expect(await rowsOf(installation, table)).toBe(0);
  });

  it('goes on once there is room', async () => {
    disk.grow(20);
    const { task_id } = await client.train(SMALL, ALS);
    expect(await client.ended(task_id)).toMatchObject({ status: 'succeeded', attempts: 1 });
  });
});
