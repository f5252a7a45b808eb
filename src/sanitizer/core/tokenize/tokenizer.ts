import { SanitizeError } from '../errors.js';
import { type Abnormal, type TokenizerOptions } from './options.js';
import { ESCAPED, QUOTED, RecordView } from './record.js';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const DOUBLE_QUOTE = 34;
const NOTHING = -1;
/** A quoted cell that spans more lines than this is taken for an unclosed quotation mark. */
export const MAX_QUOTED_LINES = 60;
/** where a record ended for good, or why it did not */
const INCOMPLETE = -1;

/**
 * Streaming tokenizer over UTF-8 bytes. Every byte is looked at once while records are normal; what is not normal goes to
 * `onAbnormal` with the whole buffer. Holds one record and one chunk.
 */
export class Tokenizer {
  readonly view = new RecordView();
  /** empty lines, which are no records */
  blankLines = 0;
  private buffer: Buffer = Buffer.alloc(1 << 16);
  private start = 0;
  private length = 0;
  private line = 1;
  private consumed = 0;
  /** an incomplete record is not looked at again before the buffer holds this many bytes */
  private patience = 0;
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly escape: number;
  private readonly special = new Uint8Array(256);

  constructor(private readonly options: TokenizerOptions) {
    const { delimiter, quote, escape, lineEnd } = options.dialect;
    this.delimiter = delimiter.charCodeAt(0);
    this.quote = quote === '' ? NOTHING : quote.charCodeAt(0);
    this.escape = escape === '' ? NOTHING : escape.charCodeAt(0);
    const structural = [this.delimiter, this.escape, LF, this.quote === DOUBLE_QUOTE ? DOUBLE_QUOTE : NOTHING];
    // Where lines end in LF, a CR before it is cut off the last cell; only elsewhere is it looked for.
    if (lineEnd === '\r' || lineEnd === 'mixed') structural.push(CR);
    for (const byte of structural) if (byte >= 0) this.special[byte] = 1;
  }

  /** Skips whole lines before the first record, as a preamble or header lines that were read already. */
  skipTo(byteOffset: number, line: number): void {
    this.start = byteOffset;
    this.line = line;
  }

  push(chunk: Uint8Array): void {
    this.append(chunk);
    if (this.length - this.start >= this.patience) this.scan(false);
  }

  end(): void {
    this.scan(true);
  }

  private append(chunk: Uint8Array): void {
    const kept = Math.max(0, this.length - this.start);
    const skip = Math.max(0, this.start - this.length);
    const needed = kept + chunk.length;
    if (needed > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, Math.min(this.buffer.length * 2, needed * 2)));
      this.buffer.copy(grown, 0, this.length - kept, this.length);
      this.buffer = grown;
    } else {
      this.buffer.copyWithin(0, this.length - kept, this.length);
    }
    this.consumed += this.length - kept;
    this.buffer.set(chunk, kept);
    this.length = needed;
    this.start = skip;
  }

  private scan(final: boolean): void {
    while (this.start < this.length) {
      const next = this.record(final);
      if (next === INCOMPLETE) {
        this.patience = 2 * (this.length - this.start);
        this.assertRecordFits();
        return;
      }
      this.start = next;
    }
    this.patience = 0;
  }

  private assertRecordFits(): void {
    const limit = this.options.limits.max_field_bytes;
    if (this.length - this.start <= 2 * limit) return;
    throw new SanitizeError(
      'field_too_large',
      `line ${this.line}: no record end within ${2 * limit} bytes; a cell may hold ${limit} bytes`,
      'Is this a delimited text file, one record a line?',
    );
  }

  /** Reads one record at `start`; returns where the next one starts, or INCOMPLETE. */
  private record(final: boolean): number {
    const { buffer, length, delimiter, quote, special, view } = this;
    const { spaceAfterDelimiter } = this.options.dialect;
    const from = this.start;
    let at = from;
    let count = 0;
    let odd = false;
    // marks inside of unquoted cells: one may be an inch, several may be a quotation that a lost delimiter hides
    let inner = 0;
    let lines = 1;
    for (;;) {
      if (count === view.starts.length) {
        view.grow();
        if (count >= 2 * this.options.limits.max_columns) return this.tooManyColumns(count);
      }
      if (spaceAfterDelimiter && count > 0 && at < length && buffer[at] === SPACE) at++;
      let flags = 0;
      let begin = at;
      let stop: number;
      if (at < length && buffer[at] === quote) {
        flags = QUOTED;
        begin = ++at;
        let closed = false;
        while (at < length) {
          const byte = buffer[at]!;
          if (byte === quote) {
            if (buffer[at + 1] === quote && at + 1 < length) {
              flags |= ESCAPED;
              at += 2;
              continue;
            }
            closed = true;
            break;
          }
          if (byte === LF && ++lines > MAX_QUOTED_LINES) break;
          if (byte === this.escape) {
            flags |= ESCAPED;
            at++;
          }
          at++;
        }
        if (!closed) {
          if (lines <= MAX_QUOTED_LINES && !final) return INCOMPLETE;
          return this.abnormal(from, final, null);
        }
        stop = at++;
        if (at >= length && !final) return INCOMPLETE;
        while (at < length && special[buffer[at]!] === 0 && isBlank(buffer[at]!)) at++;
        if (at < length && (special[buffer[at]!] === 0 || buffer[at] === quote)) odd = true;
        while (at < length && (special[buffer[at]!] === 0 || buffer[at] === quote)) at++;
      } else {
        for (;;) {
          while (at < length && special[buffer[at]!] === 0) at++;
          if (at < length && buffer[at] === quote && quote !== delimiter) {
            inner++;
            at++;
            continue;
          }
          if (at < length && buffer[at] === this.escape && this.escape !== delimiter) {
            if (buffer[at + 1] === quote) flags |= ESCAPED;
            at += 2;
            continue;
          }
          break;
        }
        if (at > length) at = length;
        stop = at;
      }
      view.starts[count] = begin;
      view.ends[count] = stop;
      view.flags[count++] = flags;
      if (at >= length) {
        if (!final) return INCOMPLETE;
        return this.emit(from, at, at, count, lines, odd || inner > 1, final);
      }
      const byte = buffer[at]!;
      if (byte === delimiter) {
        at++;
        continue;
      }
      if (byte === CR && at + 1 >= length && !final) return INCOMPLETE;
      const next = byte === CR && buffer[at + 1] === LF ? at + 2 : at + 1;
      return this.emit(from, at, next, count, lines, odd || inner > 1, final);
    }
  }

  private emit(
    from: number,
    to: number,
    next: number,
    count: number,
    lines: number,
    odd: boolean,
    final: boolean,
  ): number {
    const { view, options } = this;
    const last = count - 1;
    if (to > from && this.buffer[to - 1] === CR) {
      to--;
      if ((view.flags[last]! & QUOTED) === 0) view.ends[last] = Math.max(view.starts[last]!, to);
    }
    if (count === 1 && to === from && options.width !== 1) {
      this.blankLines++;
      this.line++;
      return next;
    }
    if (odd || (options.width > 0 && count !== options.width)) return this.abnormal(from, final, { to, next });
    this.locate(from);
    view.count = count;
    view.to = to;
    view.repair = null;
    this.line += lines;
    options.onRecord(view);
    return next;
  }

  private abnormal(from: number, final: boolean, plain: Abnormal['plain']): number {
    this.locate(from);
    const next = this.options.onAbnormal(this.view, { from, length: this.length, final, plain });
    if (next !== INCOMPLETE) this.line += countLines(this.buffer, from, next);
    return next;
  }

  private locate(from: number): void {
    const { view } = this;
    view.bytes = this.buffer;
    view.line = this.line;
    view.offset = this.consumed + from;
    view.from = from;
  }

  private tooManyColumns(count: number): never {
    throw new SanitizeError(
      'too_many_columns',
      `line ${this.line} has more than ${count} cells; a table may have ${this.options.limits.max_columns} columns`,
    );
  }
}

function countLines(bytes: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let i = from; i < to; i++) if (bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] !== LF)) lines++;
  return lines;
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB || byte === CR;
