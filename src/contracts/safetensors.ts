import { z } from 'zod';

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): u64 little-endian header length, a JSON header
 * `{name: {dtype, shape, data_offsets}}` with `__metadata__` of strings, then the tensors' bytes. Data only, no code.
 * The reader treats a file as hostile: header ≤ 1 MB, offsets contiguous and inside the file, sizes matching shapes.
 * Files are canonical here: names sorted, data in name order without holes, so that equal content gives equal bytes.
 */
export const MAX_HEADER_BYTES = 1 << 20;
const ALIGNMENT = 8;

export type TensorData = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export type TensorMap = ReadonlyMap<string, Tensor>;

export interface TensorFile {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: TensorMap;
}

export class TensorFileError extends Error {
  override readonly name = 'TensorFileError';
}

const DTYPES = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  U8: Uint8Array,
} as const;
type Dtype = keyof typeof DTYPES;

const TENSOR_NAME = /^[a-z0-9][a-z0-9_.]{0,127}$/;
const Entry = z.strictObject({
  dtype: z.enum(['F64', 'F32', 'I32', 'U32', 'U8']),
  shape: z.array(z.number().int().nonnegative()).max(4),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

export function writeTensorFile(file: TensorFile): Uint8Array {
  const parts = tensorFileParts(file);
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The file in pieces that share the tensors' memory: to write a large one without holding it twice. */
export function tensorFileParts(file: TensorFile): Uint8Array[] {
  const names = [...file.tensors.keys()].sort();
  const header: [string, unknown][] = [['__metadata__', Object.fromEntries([...file.metadata].sort(byKey))]];
  let offset = 0;
  for (const name of names) {
    if (!TENSOR_NAME.test(name)) throw new TensorFileError(`not a tensor name: ${JSON.stringify(name)}`);
    const tensor = file.tensors.get(name)!;
    if (product(tensor.shape) !== tensor.data.length)
      throw new TensorFileError(`${name}: shape does not match its data`);
    header.push([
      name,
      { dtype: dtypeOf(tensor.data), shape: tensor.shape, data_offsets: [offset, offset + tensor.data.byteLength] },
    ]);
    offset += tensor.data.byteLength;
  }
  let json = JSON.stringify(Object.fromEntries(header));
  json += ' '.repeat((ALIGNMENT - (new TextEncoder().encode(json).length % ALIGNMENT)) % ALIGNMENT);
  const head = new TextEncoder().encode(json);
  if (head.length > MAX_HEADER_BYTES)
    throw new TensorFileError(`header of ${head.length} bytes, at most ${MAX_HEADER_BYTES}`);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(head.length), true);
  const bytesOf = ({ data }: Tensor) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [size, head, ...names.map((name) => bytesOf(file.tensors.get(name)!))];
}

/** Parses a file from an untrusted program. Throws TensorFileError; never reads outside `bytes`. */
export function readTensorFile(bytes: Uint8Array): TensorFile {
  if (bytes.length < 8) throw new TensorFileError('shorter than its header length');
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (headerLength > BigInt(MAX_HEADER_BYTES))
    throw new TensorFileError(`header of ${headerLength} bytes, at most ${MAX_HEADER_BYTES}`);
  const start = 8 + Number(headerLength);
  if (start > bytes.length) throw new TensorFileError('header reaches past the end of the file');
  const metadata = new Map<string, string>();
  const tensors = new Map<string, Tensor>();
  let expected = 0;
  for (const [name, raw] of headerEntries(bytes.subarray(8, start))) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(parse(z.record(z.string(), z.string()), raw, name)))
        metadata.set(key, value);
      continue;
    }
    if (!TENSOR_NAME.test(name)) throw new TensorFileError(`not a tensor name: ${JSON.stringify(name.slice(0, 64))}`);
    const entry = parse(Entry, raw, name);
    const [from, to] = entry.data_offsets;
    const constructor = DTYPES[entry.dtype];
    if (from !== expected || to < from || start + to > bytes.length)
      throw new TensorFileError(`${name}: offsets out of bounds`);
    if (product(entry.shape) * constructor.BYTES_PER_ELEMENT !== to - from)
      throw new TensorFileError(`${name}: size does not match its shape`);
    // Copied: a view would need an aligned offset, and would keep the whole file alive.
    // (slice() would not do: a Buffer's is a view.)
    const data = new constructor(new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
    tensors.set(name, { shape: entry.shape, data });
    expected = to;
  }
  if (start + expected !== bytes.length) throw new TensorFileError('bytes after the last tensor');
  return { metadata, tensors };
}

function headerEntries(head: Uint8Array): [string, unknown][] {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(head));
  } catch {
    throw new TensorFileError('the header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new TensorFileError('the header is not an object');
  // Object.entries sees own keys only, and integer-like keys first: order is therefore taken from the offsets.
  return Object.entries(header).sort(([, a], [, b]) => offsetOf(a) - offsetOf(b));
}

function offsetOf(entry: unknown): number {
  const offsets = (entry as { data_offsets?: unknown[] } | null)?.data_offsets;
  const [from, to] = Array.isArray(offsets) ? offsets : [];
  // Empty tensors share their start with the next one and come before it.
  return typeof from === 'number' && typeof to === 'number' ? from + (to > from ? 0.5 : 0) : -1;
}

function parse<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new TensorFileError(`${name.slice(0, 64)}: malformed header entry`);
  return result.data;
}

function dtypeOf(data: TensorData): Dtype {
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Int32Array) return 'I32';
  return data instanceof Uint32Array ? 'U32' : 'U8';
}

const product = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);
const byKey = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);
