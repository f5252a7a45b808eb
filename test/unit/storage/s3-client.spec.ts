import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outageOf } from '../../../src/common/errors/outage.js';
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

  it.each([429, 500, 503])('that answers %i to the end is away, which is nobody’s fault', async (status) => {
    receiver.status = status;
    const error: unknown = await client.call({ method: 'HEAD', key: '' }).catch((thrown: unknown) => thrown);
    expect(outageOf(error)).toBe('unavailable');
  });

  it('that nobody answers is away too', async () => {
    receiver.close();
    const error: unknown = await client.call({ method: 'HEAD', key: '' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 0, code: 'ECONNREFUSED' });
    expect(outageOf(error)).toBe('unavailable');
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
