import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/common/errors/api-error.js';
import { refuseUnsupported, SIGNATURE_BYTES } from '../../../src/datasets/signature.js';

/** First bytes as the formats' own specifications give them. */
const REFUSED: [string, string][] = [
  ['89504e470d0a1a0a', 'a PNG image'],
  ['ffd8ffe000104a46', 'a JPEG image'],
  ['474946383961', 'a GIF image'],
  ['255044462d312e37', 'a PDF document'],
  ['7f454c4602010100', 'a program'],
  ['50415231', 'a Parquet file'],
  ['53514c69746520666f726d6174203300', 'an SQLite database'],
  ['d0cf11e0a1b11ae1', 'an old Excel or Word file'],
  ['377abcaf271c', 'a 7-Zip archive'],
  ['28b52ffd', 'a Zstandard file'],
];

describe('what an upload is by its first bytes', () => {
  it.each(REFUSED)('%s is refused', (hex, is) => {
    const head = Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(16)]).subarray(0, SIGNATURE_BYTES);
    expect(() => refuseUnsupported(head)).toThrow(ApiError);
    expect(() => refuseUnsupported(head)).toThrow(is);
  });

  it.each(['a,b\n1,2\n', '"x";"y"', 'GIFT,1\n', '\u{feff}a', 'PK\u0003\u0004', '\u001f\u008b', 'P', '{"a":1}'])(
    '%j passes',
    (text) => {
      expect(() => refuseUnsupported(Buffer.from(text, 'latin1').subarray(0, SIGNATURE_BYTES))).not.toThrow();
    },
  );

  it('an empty file has its own error', () => {
    expect(() => refuseUnsupported(new Uint8Array(0))).toThrow('no bytes');
  });
});
