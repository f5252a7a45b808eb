import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { encodeFrame, encodeMessage, FRAME_CHUNK, MAX_CHUNK_BYTES } from '../contracts/frames.js';
import type { WorkerMessage } from '../contracts/messages.js';
import { SandboxError } from './sandbox-error.js';
import { write } from './write.js';

/** A stream of known length and digest that can be read more than once. */
export interface RunInput {
  readonly length: number;
  /** lower-case hex */
  readonly sha256: string;
  open(): AsyncIterable<Uint8Array>;
}

/** Writes the job and the inputs that the program asks for to its stdin, one after the other. */
export class InputFeeder {
  private opens = 0;
  private tail: Promise<void> = Promise.resolve();

  constructor(
    private readonly stdin: Writable,
    private readonly inputs: ReadonlyMap<string, RunInput>,
    private readonly maxOpens: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  job(job: unknown): void {
    this.enqueue(() => this.message({ type: 'job', job }));
  }

  /** Throws SandboxError `protocol_violation` for a name that does not exist, or one rewind too many. */
  open(name: string): void {
    const input = this.inputs.get(name);
    if (input === undefined) throw new SandboxError('protocol_violation', `the program asked for no input of ours`);
    if (++this.opens > this.maxOpens) {
      throw new SandboxError('protocol_violation', `the program opened its inputs more than ${this.maxOpens} times`);
    }
    this.enqueue(() => this.stream(name, input));
  }

  private enqueue(step: () => Promise<void>): void {
    this.tail = this.tail.then(step);
    this.tail.catch(this.onError);
  }

  private async stream(name: string, input: RunInput): Promise<void> {
    const { length, sha256 } = input;
    await this.message({ type: 'input', name, length, sha256 });
    const hash = createHash('sha256');
    let sent = 0;
    for await (const bytes of input.open()) {
      if (this.stdin.destroyed) return;
      hash.update(bytes);
      sent += bytes.length;
      if (sent > length) break;
      for (let from = 0; from < bytes.length; from += MAX_CHUNK_BYTES) {
        await this.write(encodeFrame(FRAME_CHUNK, bytes.subarray(from, from + MAX_CHUNK_BYTES)));
      }
    }
    if (sent !== length || hash.digest('hex') !== sha256) {
      throw new SandboxError('input_unavailable', `the stored input ${name} is not what was uploaded`);
    }
  }

  private message(message: WorkerMessage): Promise<void> {
    return this.write(encodeMessage(message));
  }

  /** A program that stopped reading is no error here: how it ended tells more. */
  private write(frame: Uint8Array): Promise<void> {
    return write(this.stdin, frame);
  }
}
