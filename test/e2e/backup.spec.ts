import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, type TaskView } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { freshDatabase, missingServices } from './harness/services.js';

const run = promisify(execFile);
const CARE = fileURLToPath(new URL('../../dist/operations/bin/care.js', import.meta.url));
const missing =
  missingServices() || (process.env.TEST_S3_URL ? '' : `TEST_S3_URL is not there ${process.env.TEST_MISSING ?? ''}`);

describe.skipIf(missing)(`a backup ${missing}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'algoapi-backup-'));
  const taken = join(folder, 'taken');
  const [accessKey, secret] = (process.env.TEST_S3_KEY ?? ':').split(':');
  const bucket = {
    STORAGE: 's3',
    S3_URL: process.env.TEST_S3_URL ?? '',
    S3_ACCESS_KEY_ID: accessKey!,
    S3_SECRET_ACCESS_KEY: secret!,
  };
  let before: Awaited<ReturnType<typeof answers>>;
  let key: string;
  let modelId: string;

  const care = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    run(process.execPath, [CARE, ...args], { env: { PATH: process.env.PATH, APP_MODE: 'web', ...env } });

  /** What must be the same afterwards. */
  async function answers(client: Client) {
    const [recommended, certificate, model] = await Promise.all(
      ['/recommendations?user_id=u3', '/certificate', ''].map((path) => client.get(`/api/v1/models/${modelId}${path}`)),
    );
    const { body: datasets } = await client.get<{ data: { id: string }[] }>('/api/v1/datasets');
    const report = await client.get(`/api/v1/datasets/${datasets.data[0]!.id}/report`);
    const clean = await client.get(`/api/v1/datasets/${datasets.data[0]!.id}/clean.csv`);
    // Each answer has an id of its own.
    delete recommended!.body.prediction_id;
    return [recommended!, certificate!, model!, report, clean].map(({ status, body }) => ({ status, body }));
  }

  beforeAll(async () => {
    const original = await Installation.start();
    try {
      const client = await original.client();
      key = client.key;
      const task = await client.train(ratingsCsv(40, 20, 8), {
        model_type: 'recommendation',
        algorithm: 'als',
        name: 'mine',
      });
      modelId = (await client.ended(task.task_id)).model_id!;
      before = await answers(client);
      expect(before.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      const env = { DATABASE_URL: original.database.url, DATA_DIR: original.directory };
      const { stdout } = await care(env, 'backup', taken, '--with-signing-key');
      expect(stdout).toMatch(/^backup of \d+ rows and \d+ blobs/m);
    } finally {
      // Database, files and signing key are gone then.
      await original.stop();
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('goes into an empty installation, even with another store: the same answers, the same certificate, checked anew', async () => {
    const restored = await Installation.start({ workers: 0, env: bucket });
    try {
      const env = { ...bucket, DATABASE_URL: restored.database.url, DATA_DIR: restored.directory };
      await care(env, 'restore', taken);
      const client = new Client(restored.url, key);
      expect(await answers(client)).toEqual(before);

      restored.startWorker();
      await restored.untilHealthy(1);
      const { body: check } = await client.call<TaskView>('POST', `/api/v1/models/${modelId}/verify`);
      expect((await client.ended(check.task_id)).status).toBe('succeeded');
      const { rows } = await restored.database.pool.query<{ verdict: string }>(
        "select result->'check'->>'verdict' as verdict from tasks where id = $1",
        [check.task_id],
      );
      expect(rows).toEqual([{ verdict: 'CERTIFIED' }]);

      // Numbers given by the database go on, and the key that signs is the one from before.
      const again = await client.train(ratingsCsv(40, 20, 8), {
        model_type: 'recommendation',
        algorithm: 'als',
        name: 'mine',
      });
      const second = await client.ended(again.task_id);
      const { body: model } = await client.get<{ version: number }>(`/api/v1/models/${second.model_id}`);
      expect(model.version).toBe(2);
      const { rows: keys } = await restored.database.pool.query('select key_id from signing_keys');
      expect(keys).toHaveLength(1);

      await expect(care(env, 'restore', taken)).rejects.toThrow('restore into an empty one');
    } finally {
      await restored.stop();
    }
  });

  describe('that is not whole', () => {
    const blob = () => join(taken, 'blobs', readdirSync(join(taken, 'blobs'))[0]!);
    it.each([
      { what: 'a changed blob', file: blob, change: (path: string) => appendFileSync(path, 'x') },
      {
        what: 'a changed table',
        file: () => join(taken, 'tables/models.jsonl'),
        change: (path: string) => appendFileSync(path, '{}'),
      },
      { what: 'no manifest', file: () => join(taken, 'manifest.json'), change: (path: string) => rmSync(path) },
    ])('is refused, and leaves nothing: $what', async ({ file, change }) => {
      const database = await freshDatabase();
      const path = file();
      const whole = readFileSync(path);
      const data = mkdtempSync(join(folder, 'data-'));
      try {
        change(path);
        await expect(
          care({ DATABASE_URL: database.url, STORAGE: 'files', DATA_DIR: data }, 'restore', taken),
        ).rejects.toThrow(/is not as it was written|no manifest/);
        const { rows } = await database.pool.query("select to_regclass('accounts') as made");
        const accounts =
          (rows[0] as { made: string | null }).made && (await database.pool.query('select from accounts')).rowCount;
        expect(accounts ?? 0).toBe(0);
        expect(readdirSync(data).flatMap((name) => readdirSync(join(data, name)))).toEqual([]);
      } finally {
        writeFileSync(path, whole);
        await database.drop();
      }
    });
  });

  it('is never written over another', async () => {
    await expect(care({ DATABASE_URL: 'postgres://nowhere/x' }, 'backup', taken)).rejects.toThrow('is not empty');
  });

  it('is written before a rotation of the key, which keeps the old one', async () => {
    const database = await freshDatabase();
    const env = { DATABASE_URL: database.url, DATA_DIR: mkdtempSync(join(folder, 'keys-')) };
    await care(env, 'restore', taken);
    const { stdout } = await care(env, 'rotate-signing-key');
    const names = readdirSync(join(env.DATA_DIR, 'signing')).sort();
    expect(names).toEqual([expect.stringMatching(/^retired-[0-9a-f]{16}\.pem$/), 'signing-key.pem']);
    const [retired, current] = names.map((name) => readFileSync(join(env.DATA_DIR, 'signing', name), 'utf8'));
    expect(retired).toBe(readFileSync(join(taken, 'signing-key.pem'), 'utf8'));
    expect(current).not.toBe(retired);
    expect(stdout).toMatch(/signed with [0-9a-f]{64} from/);
    await database.drop();
  });
});
