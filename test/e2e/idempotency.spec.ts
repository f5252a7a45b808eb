import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, Client, type TaskView } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();
const CSV = ratingsCsv(20, 10, 5);
const FIELDS = { model_type: 'recommendation', algorithm: 'popularity' };

/** No worker: tasks stay queued, so that what is counted is what was accepted. */
describe.skipIf(missing)(`Idempotency-Key ${missing}`, () => {
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    installation = await Installation.start({ workers: 0 });
    client = await installation.client();
  });
  afterAll(() => installation?.stop());

  function train(key: string, file = CSV, fields: Record<string, string> = FIELDS, as = client, prefer = 'wait=0') {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([file]), 'data.csv');
    return as.call<TaskView & { code: string }>('POST', '/api/v1/train', {
      body: form,
      headers: { 'idempotency-key': key, prefer },
    });
  }

  function post<T>(path: string, key: string, body: object, as = client): Promise<Answer<T>> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return as.call<T>('POST', path, { body: JSON.stringify(body), headers });
  }

  const count = async (table: string): Promise<number> => {
    const { rows } = await installation.database.pool.query<{ n: string }>(`select count(*) as n from ${table}`);
    return Number(rows[0]!.n);
  };

  it('answers the same upload again with the same task, and stores its bytes once', async () => {
    const key = randomUUID();
    const first = await train(key);
    const [tasks, blobs] = [await count('tasks'), await count('blobs')];
    const again = await train(`"${key}"`);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('location')).toBe(`/api/v1/tasks/${first.body.task_id}`);
    expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect([await count('tasks'), await count('blobs')]).toEqual([tasks, blobs]);
  });

  it.each<[string, () => [string, Record<string, string>]]>([
    ['another file', () => [ratingsCsv(20, 10, 5, 2), FIELDS]],
    ['another field', () => [CSV, { ...FIELDS, algorithm: 'als' }]],
    ['one field more', () => [CSV, { ...FIELDS, seed: '1' }]],
  ])('refuses %s under the same key', async (_, other) => {
    const key = randomUUID();
    await train(key);
    const tasks = await count('tasks');
    const { status, body } = await train(key, ...other());
    expect([status, body.code]).toEqual([422, 'idempotency_mismatch']);
    expect(await count('tasks')).toBe(tasks);
  });

  it('refuses the same key on another route', async () => {
    const key = randomUUID();
    const { body } = await train(key);
    const retried = await post<{ code: string }>(`/api/v1/tasks/${body.task_id}/retry`, key, {});
    expect([retried.status, retried.body.code]).toEqual([422, 'idempotency_mismatch']);
  });

  it('makes one task of twenty requests at once', async () => {
    const key = randomUUID();
    const tasks = await count('tasks');
    const answers = await Promise.all(Array.from({ length: 20 }, () => train(key)));
    expect(await count('tasks')).toBe(tasks + 1);
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted.length).toBeGreaterThan(0);
    expect(new Set(accepted.map(({ body }) => body.task_id)).size).toBe(1);
    const others = answers.filter(({ status }) => status !== 202).map(({ status, body }) => [status, body.code]);
    for (const other of others) expect(other).toEqual([409, 'idempotency_in_flight']);
  });

  it('keeps the keys of accounts apart', async () => {
    const key = randomUUID();
    const stranger = await installation.client();
    const [mine, theirs] = [await train(key), await train(key, CSV, FIELDS, stranger)];
    expect([mine.status, theirs.status]).toEqual([202, 202]);
    expect(theirs.body.task_id).not.toBe(mine.body.task_id);
  });

  it('lets a refused request be sent again, mended, under its key', async () => {
    const key = randomUUID();
    expect((await train(key, CSV, { ...FIELDS, algorithm: 'none' })).status).toBe(422);
    expect((await train(key)).status).toBe(202);
  });

  it('refuses a key that is no printable text', async () => {
    const { status, body } = await train('"'.concat('x'.repeat(300), '"'));
    expect([status, body.code]).toEqual([422, 'validation_failed']);
  });

  it('shows a new API key again to the key that made it, and stores it nowhere in clear', async () => {
    const key = randomUUID();
    const body = { name: 'second', scopes: ['read'] };
    const first = await post<{ api_key: string; code: string }>('/api/v1/keys', key, body);
    const again = await post<{ api_key: string }>('/api/v1/keys', key, body);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const admin = await post<{ api_key: string }>('/api/v1/keys', randomUUID(), { name: 'third', scopes: ['admin'] });
    const other = new Client(installation.url, admin.body.api_key);
    expect((await post<{ code: string }>('/api/v1/keys', key, body, other)).body.code).toBe('idempotency_mismatch');
    const secret = first.body.api_key.split('.')[1]!;
    const { rows } = await installation.database.pool.query<{ body: Buffer }>('select body from idempotency_keys');
    expect(rows.some((row) => row.body?.includes(secret))).toBe(false);
  });

  it('accepts nothing twice when the web process dies before it answers', async () => {
    const key = randomUUID();
    const tasks = await count('tasks');
    // The answer is held for a task that nobody works on: the client sees a broken connection and no answer.
    const outcome = train(key, CSV, FIELDS, client, 'wait=60').then(
      () => 'answered',
      () => 'broken',
    );
    for (const end = Date.now() + 20_000; (await count('tasks')) === tasks && Date.now() < end;);
    await installation.web.end('SIGKILL');
    expect(await outcome).toBe('broken');
    installation.startWeb();
    await installation.untilHealthy(0);
    const again = await train(key);
    expect(again.status).toBe(202);
    expect(await count('tasks')).toBe(tasks + 1);
    const { rows } = await installation.database.pool.query<{ id: string }>(
      'select id from tasks order by seq desc limit 1',
    );
    expect(again.body.task_id).toBe(rows[0]!.id);
  });

  it('frees the key of a process that died before it accepted anything', async () => {
    const key = randomUUID();
    const { body } = await client.get<{ id: string }>('/api/v1/keys/me');
    await installation.database.pool.query(
      `insert into idempotency_keys (account_id, key, owner, lease_until)
       select account_id, $2, 'dead', now() + interval '1 second' from api_keys where id = $1`,
      [body.id, key],
    );
    expect((await train(key)).body.code).toBe('idempotency_in_flight');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await train(key)).status).toBe(202);
  });

  it('forgets an answer after a day', async () => {
    const key = randomUUID();
    const first = await train(key);
    await installation.database.pool.query(
      `update idempotency_keys set created_at = now() - interval '25 hours' where key = $1`,
      [key],
    );
    const later = await train(key);
    expect(later.status).toBe(202);
    expect(later.body.task_id).not.toBe(first.body.task_id);
  });

  it('is documented on every POST that honours it', async () => {
    interface Operation {
      readonly 'x-idempotency'?: string;
      readonly parameters?: readonly { readonly name: string }[];
    }
    const { body } = await client.get<{ paths: Record<string, { post?: Operation }> }>('/openapi.json');
    const posts = Object.entries(body.paths).flatMap(([path, { post }]) => (post ? [[path, post] as const] : []));
    const without = posts.filter(([, { parameters }]) => !parameters?.some(({ name }) => name === 'Idempotency-Key'));
    expect(without.map(([path]) => path).sort()).toEqual([
      '/api/v1/keys/create',
      '/api/v1/keys/rotate',
      '/api/v1/models/{id}/forecast',
      '/api/v1/webhooks/{id}/rotate',
    ]);
  });
});
