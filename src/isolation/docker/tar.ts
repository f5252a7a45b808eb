import { createReadStream } from 'node:fs';

const BLOCK = 512;

export interface TarEntry {
  /** absolute or relative path of at most 100 bytes; ends with `/` for a directory */
  readonly path: string;
  readonly content: Uint8Array | { readonly file: string; readonly size: number };
  /** permission bits */
  readonly mode: number;
}

/** A ustar archive (POSIX.1-1988) owned by root, with all times zero so that equal content gives equal bytes. */
export async function* tarArchive(entries: Iterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for (const { path, content, mode } of entries) {
    const size = content instanceof Uint8Array ? content.length : content.size;
    yield header(path.replace(/^\/+/, ''), size, mode);
    if (content instanceof Uint8Array) yield content;
    else yield* createReadStream(content.file, { end: content.size - 1, highWaterMark: 1 << 20 });
    yield new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield new Uint8Array(2 * BLOCK);
}

function header(path: string, size: number, mode: number): Uint8Array {
  const name = Buffer.from(path);
  if (name.length > 100) throw new RangeError(`${path} is too long for a tar header`);
  const block = Buffer.alloc(BLOCK);
  name.copy(block);
  const octal = (value: number, offset: number, digits: number) =>
    block.write(value.toString(8).padStart(digits, '0'), offset, 'latin1');
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(0, 136, 11);
  // The checksum counts its own field as spaces.
  block.fill(' ', 148, 156);
  block.write(path.endsWith('/') ? '5' : '0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  block[154] = 0;
  return block;
}
