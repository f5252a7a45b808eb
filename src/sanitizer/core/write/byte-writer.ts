const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;

/** Collects bytes until they are taken; grows as needed. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(1 << 16);
  private used = 0;

  bytes(source: Uint8Array, from: number, to: number): void {
    this.reserve(to - from);
    const { buffer } = this;
    let at = this.used;
    // Cells are short: a loop beats the call into native code.
    for (let i = from; i < to; i++) buffer[at++] = source[i]!;
    this.used = at;
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
