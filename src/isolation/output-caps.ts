import { SandboxError } from './sandbox-error.js';

const STDERR_TAIL_BYTES = 16 << 10;
/** A flood of stderr costs the host as much as one of stdout. */
const MAX_STDERR_BYTES = 1 << 20;

/** Passes bytes on until there are more than `limit`, then throws `output_limit`. */
export async function* capBytes(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > limit) throw new SandboxError('output_limit', `the program wrote more than ${limit} bytes`);
    yield chunk;
  }
}

/** Keeps the end of stderr; throws `output_limit` when the program floods it. */
export class StderrTail {
  private tail = Buffer.alloc(0);
  private total = 0;

  push(bytes: Uint8Array): void {
    this.total += bytes.length;
    this.tail = Buffer.concat([this.tail, bytes]).subarray(-STDERR_TAIL_BYTES);
    if (this.total > MAX_STDERR_BYTES) {
      throw new SandboxError('output_limit', `the program wrote more than ${MAX_STDERR_BYTES} bytes to stderr`);
    }
  }

  get text(): string {
    return this.tail.toString('utf8');
  }
}
