import { describe, expect, it } from 'vitest';
import { readTensorFile, type Tensor, TensorFileError, writeTensorFile } from '../../../src/contracts/safetensors.js';

const file = (tensors: [string, Tensor][], metadata: [string, string][] = []) =>
  writeTensorFile({ tensors: new Map(tensors), metadata: new Map(metadata) });

/** A file by hand, so that the header can lie. */
function forged(header: string, data = new Uint8Array(0)): Uint8Array {
  const head = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + head.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(data, 8 + head.length);
  return bytes;
}

describe('safetensors', () => {
  const sample: [string, Tensor][] = [
    ['odd', { shape: [3], data: Uint8Array.of(1, 2, 3) }],
    ['matrix', { shape: [2, 2], data: Float64Array.of(1, -0, NaN, 1e-300) }],
    ['empty', { shape: [0, 4], data: new Float32Array(0) }],
    ['codes', { shape: [2], data: Int32Array.of(-1, 7) }],
  ];

  it('gives tensors back to the bit, from any kind of byte array', () => {
    const bytes = file(sample, [['format', 'x']]);
    // A Buffer's slice is a view, and its memory is shared and unaligned: the reader must not care.
    const shifted = Buffer.concat([Buffer.of(0), bytes]).subarray(1);
    for (const source of [bytes, Buffer.from(bytes), shifted]) {
      const { tensors, metadata } = readTensorFile(source);
      expect([...metadata]).toEqual([['format', 'x']]);
      for (const [name, tensor] of sample) expect(tensors.get(name)).toEqual(tensor);
    }
  });

  it('writes the layout that the format documents', () => {
    const bytes = file([['a', { shape: [1], data: Uint32Array.of(0x01020304) }]]);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as object;
    expect(header).toEqual({ __metadata__: {}, a: { dtype: 'U32', shape: [1], data_offsets: [0, 4] } });
    expect([...bytes.subarray(8 + length)]).toEqual([4, 3, 2, 1]);
  });

  it('is canonical: the order in which tensors were put in does not show', () => {
    expect(file([...sample].reverse())).toEqual(file(sample));
  });

  const entry = (offsets: string, shape = '[1]', dtype = 'U8') =>
    `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;

  it.each([
    ['is shorter than its length field', new Uint8Array(7)],
    ['has a header over 1 MB', forged(' '.repeat((1 << 20) + 1))],
    ['has a header past its end', forged('{}').subarray(0, 9)],
    ['has a header that is no JSON', forged('{')],
    ['has a header that is a list', forged('[]')],
    ['reaches past the end', forged(entry('[0,2]', '[2]'), Uint8Array.of(1))],
    ['starts behind a hole', forged(entry('[1,2]'), Uint8Array.of(1, 2))],
    ['runs backwards', forged(entry('[0,-1]'))],
    ['has a size that is not its shape', forged(entry('[0,1]', '[2]'), Uint8Array.of(1))],
    ['has a shape that overflows', forged(entry('[0,1]', '[4294967296,4294967296]'), Uint8Array.of(1))],
    ['has a fractional shape', forged(entry('[0,1]', '[0.5]'), Uint8Array.of(1))],
    ['has bytes that no tensor claims', forged(entry('[0,1]'), Uint8Array.of(1, 2))],
    ['has an unknown type', forged(entry('[0,1]', '[1]', 'BF16'), Uint8Array.of(1))],
    ['has a name that could be a path', forged('{"../a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}')],
  ])('refuses a file that %s', (_, bytes) => {
    expect(() => readTensorFile(bytes)).toThrow(TensorFileError);
  });

  it('takes no name from the prototype of objects', () => {
    const header = '{"__proto__":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}';
    expect(() => readTensorFile(forged(header))).toThrow(TensorFileError);
    expect(Object.prototype).not.toHaveProperty('dtype');
  });
});
