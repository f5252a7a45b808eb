const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
const ZERO = 48;
const LONG = 200;
const MAX_DIGITS = 16;

/** Collects bytes until they are taken; grows as needed. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(1 << 16);
  private used = 0;

  bytes(source: Uint8Array, from: number, to: number): void {
    this.reserve(to - from);
    const { buffer } = this;
    let at = this.used;
    this.used += to - from;
    // For short slices, a loop beats the call into native code.
    if (to - from > LONG) buffer.set(source.subarray(from, to), at);
    else for (let i = from; i < to; i++) buffer[at++] = source[i]!;
  }

  /** The bytes between quotation marks. */
  quoted(source: Uint8Array, from: number, to: number): void {
    this.reserve(1);
    this.buffer[this.used++] = QUOTE;
    this.bytes(source, from, to);
    this.reserve(1);
    this.buffer[this.used++] = QUOTE;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.used += this.buffer.write(text, this.used);
  }

  /** A number of 0 to 2^32 in decimal digits. */
  natural(n: number): void {
    this.reserve(MAX_DIGITS);
    let power = 1;
    while (power * 10 <= n) power *= 10;
    for (; power >= 1; power = Math.floor(power / 10)) {
      this.buffer[this.used++] = ZERO + (Math.floor(n / power) % 10);
    }
  }

  comma(): void {
    this.reserve(1);
    this.buffer[this.used++] = COMMA;
  }

  newline(): void {
    this.reserve(1);
    this.buffer[this.used++] = NEWLINE;
  }

  /** What was written since the last call; valid until the next write. */
  take(): Uint8Array {
    const taken = this.buffer.subarray(0, this.used);
    this.used = 0;
    return taken;
  }

  get size(): number {
    return this.used;
  }

  private reserve(more: number): void {
    if (this.used + more <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.used + more));
    this.buffer.copy(grown, 0, 0, this.used);
    this.buffer = grown;
  }
}

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** A cell by RFC 4180, in quotation marks only where they are needed. */
export const csvCell = (text: string): string => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
