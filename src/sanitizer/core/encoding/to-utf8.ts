import { isUtf8 } from 'node:buffer';
import { decodeWindows1252 } from './windows-1252.js';
import { type Encoding, wholeCharacters } from './detect-encoding.js';

export interface DecodeStatistics {
  /** bytes that were not valid in the encoding */
  errors: number;
}

/** The text as UTF-8. Bytes that are not valid UTF-8 are read as windows-1252, one by one, and counted. */
export function toUtf8(
  chunks: AsyncIterable<Uint8Array>,
  { label }: Encoding,
  statistics: DecodeStatistics,
): AsyncIterable<Uint8Array> {
  statistics.errors = 0;
  return label === 'utf-8' ? repairUtf8(chunks, statistics) : transcode(chunks, label);
}

async function* transcode(chunks: AsyncIterable<Uint8Array>, label: string): AsyncIterable<Uint8Array> {
  if (label === 'windows-1252') {
    for await (const chunk of chunks) yield Buffer.from(decodeWindows1252(chunk));
    return;
  }
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    if (rest.length < MIN_DECODED) continue;
    yield Buffer.from(decoder.decode(rest, { stream: true }));
    rest = Buffer.alloc(0);
  }
  yield Buffer.from(decoder.decode(rest));
}

/** ICU throws where a decoder is given so few bytes that what it held back comes out longer than its room for them. */
const MIN_DECODED = 64;

async function* repairUtf8(chunks: AsyncIterable<Uint8Array>, statistics: DecodeStatistics): AsyncIterable<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const joined = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = wholeCharacters(joined);
    rest = Buffer.from(joined.subarray(end));
    const whole = joined.subarray(0, end);
    yield isUtf8(whole) ? whole : repair(whole, statistics);
  }
  if (rest.length > 0) yield repair(rest, statistics);
}

function repair(bytes: Uint8Array, statistics: DecodeStatistics): Buffer {
  const parts: Buffer[] = [];
  let sound = 0;
  let at = 0;
  while (at < bytes.length) {
    const size = sequenceLength(bytes, at);
    if (size > 0) {
      at += size;
      continue;
    }
    statistics.errors++;
    parts.push(Buffer.from(bytes.subarray(sound, at)), Buffer.from(decodeWindows1252(bytes.subarray(at, at + 1))));
    sound = ++at;
  }
  parts.push(Buffer.from(bytes.subarray(sound)));
  return Buffer.concat(parts);
}

/** Bytes of the valid character that starts at `at`, 0 if none does. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const sequence = bytes.subarray(at, at + size);
  return lead >= 0xc2 && sequence.length === size && isUtf8(sequence) ? size : 0;
}
