import { type ByteSource } from '../source.js';

/** bytes looked at before the dialect and the structure are decided */
export const HEAD_BYTES = 1 << 18;

/** The input as UTF-8 text without a byte order mark. */
export interface TextSource {
  /** the first bytes, at most HEAD_BYTES, ending where a character ends */
  readonly head: Buffer;
  readonly isWhole: boolean;
  readonly encoding: string;
  readonly byteOrderMark: boolean;
  readonly container: 'none' | 'gzip' | 'zip';
  open(): AsyncIterable<Uint8Array>;
}

export async function openText(source: ByteSource): Promise<TextSource> {
  const { head, isWhole } = await readHead(source);
  const byteOrderMark = head.length >= 3 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  const skip = byteOrderMark ? 3 : 0;
  return {
    head: head.subarray(skip),
    isWhole,
    encoding: 'utf-8',
    byteOrderMark,
    container: 'none',
    open: () => skipBytes(source.open(), skip),
  };
}

async function readHead(source: ByteSource): Promise<{ head: Buffer; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > HEAD_BYTES) break;
  }
  const all = Buffer.concat(chunks);
  return { head: all.subarray(0, HEAD_BYTES), isWhole: all.length <= HEAD_BYTES };
}

async function* skipBytes(chunks: AsyncIterable<Uint8Array>, skip: number): AsyncIterable<Uint8Array> {
  let left = skip;
  for await (const chunk of chunks) {
    const cut = Math.min(left, chunk.length);
    left -= cut;
    if (cut < chunk.length) yield chunk.subarray(cut);
  }
}
