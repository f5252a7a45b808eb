import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';

/** Writes a file and tells the SHA-256 of its bytes, in lower-case hex. Readable by its owner alone. */
export async function writeDigested(path: string, source: AsyncIterable<string | Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  async function* hashed() {
    for await (const part of source) {
      hash.update(part);
      yield part;
    }
  }
  await pipeline(hashed(), createWriteStream(path, { mode: 0o600, flush: true }));
  return hash.digest('hex');
}

export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Lines in batches: a row of JSON has no line break of its own. */
export async function* linesOf(path: string, batch: number): AsyncGenerator<string[]> {
  let lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    lines.push(line);
    if (lines.length < batch) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}
