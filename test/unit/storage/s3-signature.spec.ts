import { describe, expect, it } from 'vitest';
import { sha256, sign } from '../../../src/storage/s3/signature.js';

/** Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header", its four examples. */
const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const AT = new Date('2013-05-24T00:00:00Z');
const BUCKET = 'https://examplebucket.s3.amazonaws.com';

const signatureOf = (method: string, path: string, headers: Record<string, string> = {}, body = '') => {
  const request = {
    method,
    url: new URL(BUCKET + path),
    headers,
    bodySha256: sha256(body),
    region: 'us-east-1',
    at: AT,
  };
  return /Signature=(\w+)$/.exec(sign(request, CREDENTIALS).authorization!)?.[1];
};

describe('signatures of S3 requests are those of Amazon’s own examples', () => {
  it('GET an object, a range of it', () => {
    expect(signatureOf('GET', '/test.txt', { range: 'bytes=0-9' })).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it('PUT an object', () => {
    const headers = { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' };
    expect(signatureOf('PUT', '/test%24file.text', headers, 'Welcome to Amazon S3.')).toBe(
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    );
  });

  it('GET a bucket’s lifecycle: a name without a value', () => {
    expect(signatureOf('GET', '/?lifecycle')).toBe('fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543');
  });

  it('GET a bucket’s list', () => {
    expect(signatureOf('GET', '/?max-keys=2&prefix=J')).toBe(
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    );
  });
});
