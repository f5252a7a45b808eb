import { createHash } from 'node:crypto';
import { type ProgramPort, type Sha256Stream } from '../contracts/program.js';

/** stdin and stdout carry the frames; nothing else may write to stdout. */
export function nodePort(): ProgramPort {
  return {
    input: process.stdin,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    sha256: sha256Stream,
    now: () => performance.now(),
  };
}

export function sha256Stream(): Sha256Stream {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
}

export function sha256(bytes: Uint8Array): string {
  const stream = sha256Stream();
  stream.update(bytes);
  return stream.hex();
}
