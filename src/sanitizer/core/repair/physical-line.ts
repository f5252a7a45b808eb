import { type Dialect } from '../tokenize/dialect.js';

const LF = 10;
const CR = 13;

export interface PhysicalLine {
  /** where its text ends, and where the next line starts */
  readonly end: number;
  readonly next: number;
  /** the buffer ended before the line did */
  readonly isCut: boolean;
}

/** The line that starts at `from`, whatever quotation marks say. */
export function physicalLineEnd(
  bytes: Buffer,
  from: number,
  length: number,
  lineEnd: Dialect['lineEnd'],
): PhysicalLine {
  let at = position(bytes, LF, from, length);
  if (lineEnd === '\r' || lineEnd === 'mixed') at = Math.min(at, position(bytes, CR, from, length));
  if (at >= length) return { end: length, next: length, isCut: true };
  if (bytes[at] === CR)
    return { end: at, next: bytes[at + 1] === LF && at + 1 < length ? at + 2 : at + 1, isCut: false };
  return { end: at > from && bytes[at - 1] === CR ? at - 1 : at, next: at + 1, isCut: false };
}

function position(bytes: Buffer, byte: number, from: number, length: number): number {
  const at = bytes.indexOf(byte, from);
  return at < 0 || at > length ? length : at;
}
