/**
 * The byte protocol between a worker and a program in the sandbox, the same in both directions:
 *
 *     frame = type: u8 · length: u32 big-endian · payload: length bytes
 *
 * type 1 is a message (UTF-8 JSON, see messages.ts), type 2 a chunk of the stream that the last message opened.
 * The peer is hostile: every length is bounded before a byte of the payload is kept.
 */
export const FRAME_MESSAGE = 1;
export const FRAME_CHUNK = 2;
export const MAX_MESSAGE_BYTES = 1 << 20;
export const MAX_CHUNK_BYTES = 1 << 20;
const HEADER_BYTES = 5;

export interface Frame {
  readonly type: typeof FRAME_MESSAGE | typeof FRAME_CHUNK;
  readonly payload: Uint8Array;
}

export class FrameError extends Error {
  override readonly name = 'FrameError';
}

export function encodeFrame(type: Frame['type'], payload: Uint8Array): Uint8Array {
  assertLength(type, payload.length);
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  frame[0] = type;
  new DataView(frame.buffer).setUint32(1, payload.length);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

export function encodeMessage(message: object): Uint8Array {
  return encodeFrame(FRAME_MESSAGE, new TextEncoder().encode(JSON.stringify(message)));
}

/** Cuts a byte stream into frames; holds at most one frame. */
export class FrameDecoder {
  private pending: Uint8Array = new Uint8Array(0);

  /** Frames completed by `bytes`. Throws FrameError on an unknown type or an oversized length. */
  *push(bytes: Uint8Array): Generator<Frame> {
    let buffer = this.pending.length === 0 ? bytes : concat(this.pending, bytes);
    while (buffer.length >= HEADER_BYTES) {
      const type = buffer[0];
      const length = new DataView(buffer.buffer, buffer.byteOffset).getUint32(1);
      assertLength(type, length);
      if (buffer.length < HEADER_BYTES + length) break;
      const payload = buffer.subarray(HEADER_BYTES, HEADER_BYTES + length);
      buffer = buffer.subarray(HEADER_BYTES + length);
      this.pending = buffer;
      yield { type: type, payload };
    }
    // A copy: the caller may reuse its memory.
    this.pending = new Uint8Array(buffer);
  }

  /** Throws FrameError when the stream ended inside a frame: a killed peer looks like an end of file. */
  end(): void {
    if (this.pending.length > 0)
      throw new FrameError(`stream ended inside a frame (${this.pending.length} bytes left)`);
  }
}

function assertLength(type: number | undefined, length: number): asserts type is Frame['type'] {
  const limit = type === FRAME_MESSAGE ? MAX_MESSAGE_BYTES : type === FRAME_CHUNK ? MAX_CHUNK_BYTES : -1;
  if (limit < 0) throw new FrameError(`unknown frame type ${type}`);
  if (length > limit) throw new FrameError(`frame of ${length} bytes, at most ${limit} are allowed`);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
