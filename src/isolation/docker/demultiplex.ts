import { SandboxError } from '../sandbox-error.js';

const HEADER_BYTES = 8;
const STDOUT = 1;
const STDERR = 2;

/**
 * Cuts Docker's multiplexed attach stream (`stream: u8 · 0 0 0 · length: u32 big-endian · payload`, Docker Engine API,
 * "Attach to a container") into stdout, which it yields, and stderr, which it hands to `onStderr`.
 * Nothing is read ahead of the consumer, so that a slow consumer slows the program. Leaving the loop destroys `stream`.
 */
export async function* demultiplex(
  stream: AsyncIterable<Uint8Array>,
  onStderr: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerLength = 0;
  let left = 0;
  for await (let bytes of stream) {
    while (bytes.length > 0) {
      if (left === 0) {
        const part = bytes.subarray(0, HEADER_BYTES - headerLength);
        header.set(part, headerLength);
        headerLength += part.length;
        bytes = bytes.subarray(part.length);
        if (headerLength < HEADER_BYTES) break;
        headerLength = 0;
        left = header.readUInt32BE(4);
        if ((header[0] !== STDOUT && header[0] !== STDERR) || header.readUIntBE(1, 3) !== 0) {
          throw new SandboxError('isolation_unavailable', 'the Docker daemon sent a malformed stream', {
            retryable: true,
          });
        }
        continue;
      }
      const payload = bytes.subarray(0, left);
      left -= payload.length;
      bytes = bytes.subarray(payload.length);
      if (header[0] === STDOUT) yield payload;
      else onStderr(payload);
    }
  }
}
