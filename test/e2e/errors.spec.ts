import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

describe.skipIf(missing)(`refusals are problem details and leave nothing behind ${missing}`, () => {
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    installation = await Installation.start({ env: { MAX_UPLOAD_MB: '2', STORAGE: 'files' } });
    client = await installation.client();
  });
  afterAll(() => installation?.stop());

  const blobs = () => readdir(join(installation.directory, 'blobs'));
  const train = (file: string | Uint8Array | null, fields: Record<string, string>) =>
    client.upload<Record<string, unknown>>('/api/v1/train', file, { model_type: 'recommendation', ...fields });

  it('answers a wrong key like an unknown one, without a hint at which part is wrong', async () => {
    const [id] = client.key.split('.');
    const answers = await Promise.all(
      [`${id}.${'A'.repeat(43)}`, `key_${'A'.repeat(20)}.${'A'.repeat(43)}`, 'nonsense'].map((key) =>
        client.call('GET', '/api/v1/keys/me', { headers: { 'x-api-key': key } }),
      ),
    );
    for (const { status, headers, body } of answers) {
      expect(status).toBe(401);
      expect(headers.get('content-type')).toMatch('application/problem+json');
      expect(body).toEqual(answers[0]!.body);
    }
  });

  it('refuses an empty file', async () => {
    const { status, body } = await train('', {});
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'empty_file', errors: [{ field: 'file', message: 'is empty' }] });
    expect(await blobs()).toEqual([]);
  });

  it('refuses a PNG that is named .csv, and says what it is', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    const { status, body } = await train(Buffer.concat([png, Buffer.alloc(100_000)]), {});
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'unsupported_file', detail: expect.stringContaining('a PNG image') as string });
    expect(await blobs()).toEqual([]);
  });

  it('refuses an upload over the limit, announced or not', async () => {
    const large = Buffer.alloc(5 << 20, 'a');
    const { status, body } = await train(large, {});
    expect(status).toBe(413);
    expect(body).toMatchObject({ code: 'upload_too_large', detail: expect.stringContaining('2.0 MB') as string });
    const chunked = new ReadableStream({
      start(controller) {
        const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';
        controller.enqueue(Buffer.from(head));
        for (let i = 0; i < 5; i++) controller.enqueue(Buffer.alloc(1 << 20, 'a'));
        controller.enqueue(Buffer.from('\r\n--x--\r\n'));
        controller.close();
      },
    });
    const init = { body: chunked, duplex: 'half', headers: { 'content-type': 'multipart/form-data; boundary=x' } };
    expect(await client.call('POST', '/api/v1/train', init as RequestInit)).toMatchObject({ status: 413 });
    expect(await blobs()).toEqual([]);
  });

  it('names each field that is wrong, and stores nothing', async () => {
    const { status, body } = await train(ratingsCsv(4, 4, 2), { model_type: 'sorcery', colour: 'red', seed: '-1' });
    expect(status).toBe(422);
    const fields = (body.errors as { field: string }[]).map(({ field }) => field);
    expect(fields.sort()).toEqual(['colour', 'model_type', 'seed']);
    expect(await blobs()).toEqual([]);
  });

  it('refuses hyper-parameters that the algorithm does not take, before anything is queued', async () => {
    const { body } = await train(ratingsCsv(4, 4, 2), {
      algorithm: 'als',
      hyperparameters: '{"factors":-3,"speed":9}',
    });
    const fields = (body.errors as { field: string }[]).map(({ field }) => field);
    expect(fields).toEqual(['hyperparameters.factors', 'hyperparameters.speed']);
    expect((await client.get<{ data: unknown[] }>('/api/v1/tasks')).body.data).toEqual([]);
  });

  it('asks for multipart where JSON came', async () => {
    const init = { body: '{}', headers: { 'content-type': 'application/json' } };
    expect(await client.call('POST', '/api/v1/train', init)).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
  });

  it('tells a missing column through the task, with the columns that there are', async () => {
    const { task_id } = await client.train(ratingsCsv(20, 10, 5), {
      model_type: 'recommendation',
      columns: '{"rating":"stars"}',
    });
    const task = await client.ended(task_id);
    expect(task).toMatchObject({ status: 'failed', error: { code: 'missing_column' }, model_id: null });
    expect(task.error!.message).toContain('stars');
    expect(`${task.error!.message} ${task.error!.hint}`).toContain('item_id');
  });

  it("hides another account's things as if they were not there", async () => {
    const { task_id, dataset_id } = await client.train(ratingsCsv(4, 4, 2), { model_type: 'recommendation' });
    const stranger = await installation.client();
    for (const path of [
      `/api/v1/tasks/${task_id}`,
      `/api/v1/datasets/${dataset_id}`,
      `/api/v1/tasks/${task_id}/events`,
    ]) {
      expect(await stranger.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect(await stranger.upload('/api/v1/train', null, { model_type: 'recommendation', dataset_id })).toMatchObject({
      status: 404,
    });
  });
});
