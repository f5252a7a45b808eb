import { type z } from 'zod';
import { encodeFrame, encodeMessage, FRAME_CHUNK } from './frames.js';
import { type ArtifactName, type ProgramEvent, type ProgramMessage } from './messages.js';
import { InputChannel, ProgramError, type ProgramInput, type Sha256Stream } from './program-input.js';

export { ProgramError, type ProgramInput, type Sha256Stream } from './program-input.js';

/**
 * The program's side of the sandbox protocol (messages.ts), without a platform: bytes come from an async iterable and
 * leave through `write`, whose promise resolves when more may be written (back-pressure).
 */
export interface ProgramPort {
  readonly input: AsyncIterable<Uint8Array>;
  write(bytes: Uint8Array): Promise<void>;
  sha256(): Sha256Stream;
  /** milliseconds from any origin; only spaces out events */
  now(): number;
}

export interface ArtifactWriter {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly end: () => Promise<void>;
}

const EVENT_INTERVAL_MS = 250;
const CHUNK_BYTES = 1 << 18;
const MAX_EVENT_MESSAGE = 500;
const MAX_FIGURES = 32;
const MAX_FAILURE_TEXT = 2000;

type EventOf = Omit<ProgramEvent, 'type' | 'figures'> & {
  readonly figures?: readonly ProgramEvent['figures'][number][];
};

export class Program {
  private readonly channel: InputChannel;
  private turnedTo: ArtifactName | null = null;
  private held: ProgramEvent | null = null;
  private lastEvent = { at: -Infinity, stage: '' };
  private progress = 0;

  constructor(private readonly port: ProgramPort) {
    this.channel = new InputChannel(port.input, () => port.sha256());
  }

  /** Throws ProgramError `bad_job` with the field that is wrong. */
  async readJob<T>(schema: z.ZodType<T>): Promise<T> {
    const message = await this.channel.nextMessage();
    if (message.type !== 'job') throw new ProgramError('protocol_error', `expected a job, got ${message.type}`);
    const job = schema.safeParse(message.job);
    if (job.success) return job.data;
    const issue = job.error.issues[0];
    throw new ProgramError('bad_job', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`);
  }

  /** Asks for an input from its first byte on; what an earlier opening left unread is skipped. */
  async openInput(name: string): Promise<ProgramInput> {
    await this.channel.skipUnread();
    await this.send({ type: 'open', name });
    return this.channel.receive(name);
  }

  /** A whole input in one piece. */
  async readInput(name: string): Promise<Uint8Array> {
    const input = await this.openInput(name);
    const bytes = new Uint8Array(input.length);
    let at = 0;
    for await (const chunk of input.bytes) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /**
   * Reports what is done. Progress never goes back. Events closer than a quarter of a second within a stage are held, and
   * the last of them is sent before the end, so that a fast loop floods nobody and the final state is told.
   */
  event({ stage, progress, message, figures = [] }: EventOf): void {
    this.progress = Math.max(this.progress, Math.min(1, progress));
    this.held = {
      type: 'event',
      stage,
      progress: this.progress,
      message: message.slice(0, MAX_EVENT_MESSAGE),
      figures: figures.filter(({ value }) => Number.isFinite(value)).slice(0, MAX_FIGURES),
    };
    const now = this.port.now();
    if (stage === this.lastEvent.stage && now - this.lastEvent.at < EVENT_INTERVAL_MS) return;
    this.lastEvent = { at: now, stage };
    // Not awaited: an estimator that computes cannot wait. The port keeps the order; a broken pipe fails the next send.
    this.sendHeld().catch(() => undefined);
  }

  /** Several artifacts may be written side by side; each has its own digest. */
  artifact(name: ArtifactName): ArtifactWriter {
    const digest = this.port.sha256();
    let length = 0;
    const turnTo = async () => {
      if (this.turnedTo === name) return;
      this.turnedTo = name;
      await this.send({ type: 'artifact', name });
    };
    return {
      write: async (bytes) => {
        for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
          const chunk = bytes.subarray(from, from + CHUNK_BYTES);
          await turnTo();
          digest.update(chunk);
          length += chunk.length;
          await this.port.write(encodeFrame(FRAME_CHUNK, chunk));
        }
      },
      end: async () => {
        await turnTo();
        this.turnedTo = null;
        await this.send({ type: 'artifact_end', name, length, sha256: digest.hex() });
      },
    };
  }

  async result(result: unknown): Promise<void> {
    await this.sendHeld();
    await this.send({ type: 'result', result });
  }

  async fail(code: string, message: string, hint?: string): Promise<void> {
    await this.sendHeld();
    await this.send({
      type: 'failure',
      code,
      message: message.slice(0, MAX_FAILURE_TEXT),
      ...(hint === undefined ? {} : { hint: hint.slice(0, MAX_FAILURE_TEXT) }),
    });
  }

  private async sendHeld(): Promise<void> {
    const held = this.held;
    this.held = null;
    if (held) await this.send(held);
  }

  private send(message: ProgramMessage): Promise<void> {
    return this.port.write(encodeMessage(message));
  }
}
