import type { Socket } from 'node:net';
import type { z } from 'zod';
import { encodeFrame, encodeMessage, FRAME_CHUNK, FrameDecoder, MAX_CHUNK_BYTES } from '../../contracts/frames.js';
import { write } from '../write.js';

/** A message, or bytes of the stream. */
export type Received<Message> = { readonly message: Message } | { readonly chunk: Uint8Array };

/** Frames over a socket, with back-pressure in both directions. What arrives is parsed by `schema` or throws. */
export class Channel<In, Out extends object> {
  constructor(
    readonly socket: Socket,
    private readonly schema: z.ZodType<In>,
    /** the peer is given up when it says nothing for so long while something is waited for; a slow consumer is no silence */
    private readonly silenceMs?: number,
  ) {
    // An error closes the socket: the reader sees the end, and whoever writes finds it destroyed.
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
  }

  async *received(): AsyncGenerator<Received<In>> {
    const decoder = new FrameDecoder();
    for await (const bytes of this.heard()) {
      for (const { type, payload } of decoder.push(bytes)) {
        if (type === FRAME_CHUNK) yield { chunk: payload };
        else yield { message: this.schema.parse(JSON.parse(new TextDecoder().decode(payload))) };
      }
    }
    decoder.end();
  }

  private async *heard(): AsyncGenerator<Uint8Array> {
    const bytes = this.socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
    try {
      for (;;) {
        const silence =
          this.silenceMs && setTimeout(() => this.socket.destroy(new Error('the peer fell silent')), this.silenceMs);
        const next = await bytes.next().finally(() => clearTimeout(silence));
        if (next.done) return;
        yield next.value;
      }
    } finally {
      this.socket.destroy();
    }
  }

  send(message: Out): Promise<void> {
    return write(this.socket, encodeMessage(message));
  }

  async chunk(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length; from += MAX_CHUNK_BYTES) {
      await write(this.socket, encodeFrame(FRAME_CHUNK, bytes.subarray(from, from + MAX_CHUNK_BYTES)));
    }
  }
}
