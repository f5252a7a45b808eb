import { type SanitizeJob } from '../../../src/contracts/job.js';
import { TABLE_LIMITS } from '../../../src/contracts/job.js';
import { type ByteSource, sanitize, type Sanitized, type SanitizeMode } from '../../../src/sanitizer/core/index.js';

export type Request = Pick<SanitizeJob, 'model_type' | 'columns' | 'target' | 'filename' | 'options' | 'limits'>;

export interface Run extends Sanitized {
  readonly clean: string;
  readonly changes: Record<string, unknown>[];
  readonly quarantine: Record<string, unknown>[];
}

export const request = (changes: Partial<Request> = {}): Request => ({
  model_type: null,
  columns: [],
  target: null,
  filename: 'data.csv',
  options: { column_types: [], keep_columns: [], disabled_repairs: [] },
  limits: { ...TABLE_LIMITS },
  ...changes,
});

/** A source that hands the bytes out in chunks of `size`, each in a buffer that is overwritten by the next one. */
export function bytesOf(data: string | Uint8Array, size = 1 << 16): ByteSource {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return {
    length: bytes.length,
    async *open() {
      await Promise.resolve();
      const chunk = Buffer.alloc(size);
      for (let at = 0; at < bytes.length; at += size) {
        const part = bytes.subarray(at, at + size);
        chunk.fill(0xff);
        chunk.set(part);
        yield chunk.subarray(0, part.length);
      }
    },
  };
}

export async function run(
  data: string | Uint8Array,
  changes: Partial<Request> = {},
  mode: SanitizeMode = {},
  chunkSize?: number,
): Promise<Run> {
  const out = { clean: '', changes: '', quarantine: '' };
  const sink = (name: keyof typeof out) => (chunk: Uint8Array) => {
    out[name] += Buffer.from(chunk).toString();
    return Promise.resolve();
  };
  const sinks = { clean: sink('clean'), changes: sink('changes'), quarantine: sink('quarantine') };
  const result = await sanitize(bytesOf(data, chunkSize), request(changes), sinks, () => undefined, mode);
  return { ...result, clean: out.clean, changes: ndjson(out.changes), quarantine: ndjson(out.quarantine) };
}

export const ndjson = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
