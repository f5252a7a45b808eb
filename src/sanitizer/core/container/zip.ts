import { SanitizeError } from '../errors.js';
import { type ByteSource } from '../source.js';
import { skipBytes } from '../stage1/chunks.js';
import { inflate } from './inflate.js';

/** Where the one table of an archive is. APPNOTE.TXT 6.3.10, without ZIP64, encryption and split archives. */
interface Entry {
  readonly name: string;
  readonly offset: number;
  readonly method: number;
  readonly packed: number;
}

const TAIL = (1 << 20) + 22;
const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** The bytes of the only file in a zip archive. Throws SanitizeError where there are several, or none that can be read. */
export async function openZip(source: ByteSource): Promise<() => AsyncIterable<Uint8Array>> {
  const entry = await onlyEntry(source);
  return () => readEntry(source, entry);
}

async function* readEntry(source: ByteSource, { offset, method, packed }: Entry): AsyncIterable<Uint8Array> {
  const header = await firstBytes(skipBytes(source.open(), offset), 30);
  const start = offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const body = takeBytes(skipBytes(source.open(), start), packed);
  if (method === STORED) yield* body;
  else yield* inflate(body, 'raw', packed);
}

async function onlyEntry(source: ByteSource): Promise<Entry> {
  const tail = await lastBytes(source, Math.min(TAIL, source.length));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END_SIGNATURE) throw damaged();
  const start = tail.readUInt32LE(end + 16) - (source.length - tail.length);
  if (start < 0)
    throw new SanitizeError('unsupported_format', 'the zip archive holds too many files', 'Upload one file.');
  const all = [...entries(tail, start, tail.readUInt16LE(end + 10))];
  if (all.some(({ name }) => name === '[Content_Types].xml')) {
    throw new SanitizeError(
      'unsupported_format',
      'this is an Excel (XLSX) or Office file',
      'Save the sheet as CSV (UTF-8) and upload that.',
    );
  }
  const files = all.filter(({ name }) => !name.endsWith('/') && !/(^|\/)(__MACOSX\/|\.)/.test(name));
  const [only] = files;
  if (!only || files.length > 1) {
    throw new SanitizeError(
      'unsupported_format',
      `the zip archive holds ${files.length} files; one is needed`,
      'Upload one table at a time.',
    );
  }
  if (only.method !== STORED && only.method !== DEFLATED) {
    throw new SanitizeError(
      'unsupported_format',
      'the zip archive is packed by a method other than deflate',
      'Repack it, or use gzip.',
    );
  }
  return only;
}

function* entries(tail: Buffer, start: number, count: number): Generator<Entry> {
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 46 > tail.length || tail.readUInt32LE(at) !== ENTRY_SIGNATURE) throw damaged();
    if ((tail.readUInt16LE(at + 8) & 1) === 1) {
      throw new SanitizeError('unsupported_format', 'the zip archive is encrypted', 'Upload it without a password.');
    }
    const nameLength = tail.readUInt16LE(at + 28);
    yield {
      name: tail.toString('utf8', at + 46, at + 46 + nameLength),
      offset: tail.readUInt32LE(at + 42),
      method: tail.readUInt16LE(at + 10),
      packed: tail.readUInt32LE(at + 20),
    };
    at += 46 + nameLength + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32);
  }
}

async function firstBytes(chunks: AsyncIterable<Uint8Array>, count: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(Buffer.from(chunk));
    size += chunk.length;
    if (size >= count) return Buffer.concat(parts);
  }
  throw damaged();
}

async function lastBytes(source: ByteSource, count: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of skipBytes(source.open(), source.length - count)) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

async function* takeBytes(chunks: AsyncIterable<Uint8Array>, count: number): AsyncIterable<Uint8Array> {
  let left = count;
  for await (const chunk of chunks) {
    if (left <= 0) return;
    yield chunk.subarray(0, Math.min(left, chunk.length));
    left -= chunk.length;
  }
  if (left > 0) throw damaged();
}

const damaged = (): SanitizeError => new SanitizeError('corrupt_archive', 'the zip archive is damaged');
