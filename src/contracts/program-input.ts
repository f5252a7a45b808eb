import { FRAME_CHUNK, FRAME_MESSAGE, type Frame, FrameDecoder, FrameError } from './frames.js';
import { WorkerMessage } from './messages.js';

export interface Sha256Stream {
  update(bytes: Uint8Array): void;
  /** lower-case hex; ends the stream */
  hex(): string;
}

export interface ProgramInput {
  readonly length: number;
  readonly sha256: string;
  /**
   * Exactly `length` bytes. Length and digest are checked where the iteration ends: nothing may be concluded from the
   * bytes before, because a killed worker looks like an end of file. Iterate once; open again to rewind.
   */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export class ProgramError extends Error {
  override readonly name = 'ProgramError';
  constructor(
    readonly code: 'bad_job' | 'input_incomplete' | 'protocol_error',
    message: string,
  ) {
    super(message);
  }
}

/** What the worker says: messages, and the bytes of one input at a time. */
export class InputChannel {
  private readonly frames: AsyncIterator<Frame>;
  /** bytes of the opened input that were not read from the pipe yet */
  private unread = 0;
  /** raised at every opening: an older iteration must not eat the bytes of a newer one */
  private generation = 0;

  constructor(
    bytes: AsyncIterable<Uint8Array>,
    private readonly sha256: () => Sha256Stream,
  ) {
    this.frames = decode(bytes);
  }

  async nextMessage(): Promise<WorkerMessage> {
    const { type, payload } = await this.nextFrame();
    if (type !== FRAME_MESSAGE) throw new ProgramError('protocol_error', 'expected a message, got a chunk');
    try {
      return WorkerMessage.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
    } catch {
      throw new ProgramError('protocol_error', 'a message is malformed');
    }
  }

  /** Reads past what an opened input still has in the pipe. */
  async skipUnread(): Promise<void> {
    while (this.unread > 0) await this.nextChunk();
  }

  /** Takes the header that answers an `open`. */
  async receive(name: string): Promise<ProgramInput> {
    const header = await this.nextMessage();
    if (header.type !== 'input' || header.name !== name)
      throw new ProgramError('protocol_error', `expected the input ${name}`);
    this.unread = header.length;
    const { length, sha256 } = header;
    return { length, sha256, bytes: this.bytesOf(name, sha256, ++this.generation) };
  }

  private async *bytesOf(name: string, sha256: string, generation: number): AsyncGenerator<Uint8Array> {
    const digest = this.sha256();
    const assertCurrent = () => {
      if (generation !== this.generation)
        throw new ProgramError('protocol_error', `input ${name} was opened again while it was read`);
    };
    assertCurrent();
    while (this.unread > 0) {
      const chunk = await this.nextChunk();
      digest.update(chunk);
      yield chunk;
      assertCurrent();
    }
    if (digest.hex() !== sha256) throw new ProgramError('input_incomplete', `input ${name} does not match its digest`);
  }

  private async nextChunk(): Promise<Uint8Array> {
    const { type, payload } = await this.nextFrame();
    if (type !== FRAME_CHUNK) throw new ProgramError('protocol_error', 'expected a chunk, got a message');
    if (payload.length > this.unread) throw new ProgramError('protocol_error', 'more bytes than the header said');
    this.unread -= payload.length;
    return payload;
  }

  private async nextFrame(): Promise<Frame> {
    try {
      const next = await this.frames.next();
      if (!next.done) return next.value;
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      throw new ProgramError('input_incomplete', error.message);
    }
    throw new ProgramError('input_incomplete', 'the worker closed the stream');
  }
}

async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, undefined> {
  const decoder = new FrameDecoder();
  for await (const part of bytes) yield* decoder.push(part);
  decoder.end();
  return undefined;
}
