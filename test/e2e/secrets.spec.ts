import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

/** Everything that is used as a secret in here must appear in no log of any process, at the loudest level. */
describe.skipIf(missing)(`secrets ${missing}`, () => {
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    installation = await Installation.start({
      env: {
        LOG_LEVEL: 'trace',
        MAX_QUEUED_PER_ACCOUNT: '1',
        MAX_WORKERS: '1',
        ADMIN_PASSWORD: 'correct horse battery',
      },
    });
    client = await installation.client();
  });
  afterAll(() => installation?.stop());

  const json = (body: object) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const withKey = (key: string) => ({ headers: { 'x-api-key': key } });

  it('never reach a log', async () => {
    const secrets = [client.key.split('.')[1]!];
    const { body: second } = await client.call<{ api_key: string; id: string }>(
      'POST',
      '/api/v1/keys',
      json({ name: 'reader', scopes: ['read'] }),
    );
    const { body: rotated } = await client.call<{ api_key: string }>('POST', '/api/v1/keys/rotate');
    secrets.push(second.api_key.split('.')[1]!, rotated.api_key.split('.')[1]!);
    await client.call('GET', `/api/v1/keys/me?api_key=${client.key}`);
    await client.call('GET', '/api/v1/keys/me', withKey(`${client.key}x`));
    const { task_id } = await client.train(ratingsCsv(20, 10, 5), { model_type: 'recommendation', algorithm: 'als' });
    await client.ended(task_id);
    for (const name of ['TEST_DATABASE_URL', 'TEST_REDIS_URL']) {
      const { password } = new URL(process.env[name]!);
      if (password) secrets.push(decodeURIComponent(password));
    }
    expect(installation.output).toContain(task_id);
    for (const secret of secrets) expect(installation.output).not.toContain(secret);
  });

  it('shows the workers on the public port to the operator alone', async () => {
    const ask = (password: string) =>
      client.call('GET', '/api/workers', {
        headers: { authorization: `Basic ${Buffer.from(`x:${password}`).toString('base64')}` },
      });
    expect(await client.get('/api/workers')).toMatchObject({ status: 401 });
    expect(await ask('correct horse batterz')).toMatchObject({ status: 401 });
    expect(await ask('correct horse battery')).toMatchObject({ status: 200, body: { data: [{ concurrency: 1 }] } });
    expect(installation.output).not.toContain('battery');
  });

  it('a key has only the rights that it was given, and none after it was revoked', async () => {
    const { body: reader } = await client.call<{ api_key: string; id: string }>(
      'POST',
      '/api/v1/keys',
      json({ name: 'reader', scopes: ['read'] }),
    );
    const train = await client.upload('/api/v1/train', ratingsCsv(4, 4, 2), { model_type: 'recommendation' });
    expect(train.status).toBe(202);
    expect(await client.call('GET', '/api/v1/tasks', withKey(reader.api_key))).toMatchObject({ status: 200 });
    expect(await client.call('GET', '/api/v1/keys', withKey(reader.api_key))).toMatchObject({
      status: 403,
      body: { code: 'forbidden_scope' },
    });
    expect(await client.call('DELETE', `/api/v1/keys/${reader.id}`)).toMatchObject({ status: 204 });
    const unknown = await client.call('GET', '/api/v1/tasks', withKey(`key_${'A'.repeat(20)}.x`));
    expect(await client.call('GET', '/api/v1/tasks', withKey(reader.api_key))).toMatchObject({
      status: 401,
      body: unknown.body,
    });
  });

  it('an account may not have more tasks waiting than its limit, and another account still may', async () => {
    const long = {
      model_type: 'recommendation',
      algorithm: 'als',
      hyperparameters: '{"factors":256,"iterations":1000,"tolerance":0}',
    };
    const data = ratingsCsv(800, 200, 40);
    const running = await client.train(data, long);
    await client.until(running.task_id, ({ status }) => status !== 'queued');
    const waiting = await client.train(data, long);
    expect(await client.upload('/api/v1/train', data, long)).toMatchObject({
      status: 429,
      body: { code: 'quota_exceeded' },
    });
    const other = await installation.client();
    const its = await other.train(data, long);
    for (const [who, { task_id }] of [
      [client, waiting],
      [other, its],
      [client, running],
    ] as const) {
      await who.call('POST', `/api/v1/tasks/${task_id}/cancel`);
    }
    expect(await client.ended(running.task_id, 20)).toMatchObject({ status: 'cancelled' });
  });
});
