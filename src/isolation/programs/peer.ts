import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  encodeFrame,
  encodeMessage,
  type Frame,
  FRAME_CHUNK,
  FRAME_MESSAGE,
  FrameDecoder,
} from '../../contracts/frames.js';
import { type ArtifactName, type ProgramMessage, WorkerMessage } from '../../contracts/messages.js';

type WorkerMessageOf<T extends WorkerMessage['type']> = Extract<WorkerMessage, { type: T }>;

/** The program's side of the frame protocol on stdin and stdout, as small as the canary needs it. */
export class Peer {
  private readonly frames = framesOf(process.stdin);

  async job(): Promise<unknown> {
    return (await this.message('job')).job;
  }

  /** The bytes of an input, verified against the header's length and digest at their end. */
  async *open(name: string): AsyncGenerator<Uint8Array> {
    await this.send({ type: 'open', name });
    const { length, sha256 } = await this.message('input');
    const hash = createHash('sha256');
    let read = 0;
    while (read < length) {
      const { type, payload } = await this.frame();
      if (type !== FRAME_CHUNK) throw new Error('expected a chunk');
      read += payload.length;
      hash.update(payload);
      yield payload;
    }
    if (read !== length || hash.digest('hex') !== sha256) throw new Error(`${name} did not arrive as announced`);
  }

  async artifact(name: ArtifactName, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    await this.send({ type: 'artifact', name });
    const hash = createHash('sha256');
    let length = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      length += chunk.length;
      await this.write(encodeFrame(FRAME_CHUNK, chunk));
    }
    await this.send({ type: 'artifact_end', name, length, sha256: hash.digest('hex') });
  }

  send(message: ProgramMessage): Promise<void> {
    return this.write(encodeMessage(message));
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
  }

  private async message<T extends WorkerMessage['type']>(type: T): Promise<WorkerMessageOf<T>> {
    const frame = await this.frame();
    if (frame.type !== FRAME_MESSAGE) throw new Error(`expected ${type}, got a chunk`);
    const message = WorkerMessage.parse(JSON.parse(new TextDecoder().decode(frame.payload)));
    if (message.type !== type) throw new Error(`expected ${type}, got ${message.type}`);
    return message as WorkerMessageOf<T>;
  }

  private async frame(): Promise<Frame> {
    const next = await this.frames.next();
    if (next.done) throw new Error('stdin ended');
    return next.value;
  }
}

async function* framesOf(stdin: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, undefined> {
  const decoder = new FrameDecoder();
  for await (const bytes of stdin) yield* decoder.push(bytes);
  decoder.end();
  return undefined;
}
