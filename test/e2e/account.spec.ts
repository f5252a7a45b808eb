import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

interface Me {
  readonly usage: { readonly tasks_queued: number; readonly tasks_running: number; readonly stored_bytes: number };
  readonly limits: Readonly<Record<string, number>>;
}

describe.skipIf(missing)(`GET /api/v1/keys/me ${missing}`, () => {
  let installation: Installation;

  beforeAll(async () => {
    // No worker: what is queued stays queued.
    const env = { MAX_QUEUED_PER_ACCOUNT: '7', MAX_STORAGE_MB_PER_ACCOUNT: '3', MAX_UPLOAD_MB: '2' };
    installation = await Installation.start({ workers: 0, env: { ...env, REQUESTS_PER_MINUTE: '500' } });
  });
  afterAll(() => installation?.stop());

  it('counts what the account has under way and keeps, and nobody else’s', async () => {
    const [client, stranger] = [await installation.client(), await installation.client()];
    const table = ratingsCsv(20, 10, 5);
    await client.upload('/api/v1/sanitize', table, {});
    await client.train(table, { model_type: 'recommendation' });
    const { body } = await client.get<Me>('/api/v1/keys/me');
    expect(body.usage).toEqual({
      tasks_queued: 2,
      tasks_running: 0,
      stored_bytes: 2 * Buffer.byteLength(table),
    });
    expect(body.limits).toEqual({
      requests_per_minute: 500,
      tasks_queued: 7,
      stored_bytes: 3 << 20,
      upload_bytes: 2 << 20,
    });
    const { body: theirs } = await stranger.get<Me>('/api/v1/keys/me');
    expect(theirs.usage).toEqual({ tasks_queued: 0, tasks_running: 0, stored_bytes: 0 });
  });
});
