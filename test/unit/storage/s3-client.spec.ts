import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3Client, S3Error } from '../../../src/storage/s3/client.js';
import { Receiver } from '../../e2e/harness/receiver.js';

describe('calls of an object store', () => {
  let receiver: Receiver;
  let client: S3Client;
  beforeEach(async () => {
    receiver = await Receiver.open();
    client = new S3Client({
      url: `http://${receiver.host}/bucket/`,
      region: 'r',
      accessKeyId: 'a',
      secretAccessKey: 'hidden',
    });
  });
  afterEach(() => receiver.close());

  it('are made again while the store is busy, and the last refusal is told', async () => {
    receiver.status = 503;
    await expect(client.call({ method: 'PUT', key: 'k', body: Buffer.from('x') })).rejects.toMatchObject({
      status: 503,
    });
    expect(receiver.received.map(({ path, body }) => [path, body])).toEqual(Array(4).fill(['/bucket/k', 'x']));
  });

  it('are made once where the store refuses', async () => {
    receiver.status = 403;
    await expect(client.call({ method: 'GET', key: 'k' })).rejects.toBeInstanceOf(S3Error);
    expect(receiver.received).toHaveLength(1);
  });

  it('never carry the secret', async () => {
    await client.call({ method: 'GET', key: '', query: { 'list-type': '2' } });
    expect(JSON.stringify(receiver.received)).not.toContain('hidden');
    expect(receiver.received[0]!.path).toBe('/bucket/?list-type=2');
  });
});
