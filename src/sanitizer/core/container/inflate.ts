import { createGunzip, createInflateRaw } from 'node:zlib';
import { SanitizeError } from '../errors.js';

/** a table seldom shrinks to less than a two-hundredth; a bomb does */
const MAX_RATIO = 200;
const ALLOWANCE = 64 << 20;

/** The bytes that a deflate stream unpacks to, bounded by the size of what came in. Throws SanitizeError. */
export async function* inflate(
  packed: AsyncIterable<Uint8Array>,
  format: 'gzip' | 'raw',
  packedLength: number,
): AsyncIterable<Uint8Array> {
  const stream = format === 'gzip' ? createGunzip() : createInflateRaw();
  const limit = packedLength * MAX_RATIO + ALLOWANCE;
  const feeding = feed(packed, stream);
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) {
        throw new SanitizeError(
          'decompression_limit',
          `the archive unpacks to more than ${limit} bytes, over ${MAX_RATIO} times its size`,
        );
      }
      yield chunk;
    }
    await feeding;
  } catch (error) {
    if (error instanceof SanitizeError) throw error;
    throw new SanitizeError('corrupt_archive', 'the archive is damaged and cannot be unpacked');
  } finally {
    stream.destroy();
    await feeding.catch(() => undefined);
  }
}

async function feed(
  packed: AsyncIterable<Uint8Array>,
  stream: ReturnType<typeof createGunzip> | ReturnType<typeof createInflateRaw>,
): Promise<void> {
  for await (const chunk of packed) {
    if (stream.destroyed || stream.writableEnded) return;
    // The source reuses its buffers; the stream keeps what it is given.
    if (!stream.write(Buffer.from(chunk))) await drained(stream);
  }
  stream.end();
}

function drained(stream: NodeJS.WritableStream & { readonly destroyed?: boolean }): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['drain', 'close', 'error', 'end']) stream.once(event, () => resolve());
  });
}
