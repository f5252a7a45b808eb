import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { type ByteSource } from '../core/index.js';

const CHUNK = 1 << 18;

export async function fileSource(path: string): Promise<ByteSource> {
  const { size } = await stat(path);
  return { length: size, open: () => createReadStream(path, { highWaterMark: CHUNK }) };
}

/** A file that appears under its name only once it is complete. */
export async function writeWhole<T>(
  path: string,
  write: (sink: (chunk: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  const part = `${path}.part`;
  const file = await open(part, 'w');
  try {
    const result = await write(async (chunk) => {
      await file.writeFile(chunk);
    });
    await file.close();
    await rename(part, path);
    return result;
  } catch (error) {
    await file.close();
    await rm(part, { force: true });
    throw error;
  }
}
