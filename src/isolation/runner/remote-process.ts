import { Writable } from 'node:stream';
import { isolationUnavailable, SandboxError } from '../sandbox-error.js';
import type { Confinement, SandboxExit, SandboxProcess } from '../sandbox.js';
import type { Channel } from './channel.js';
import type { RunnerToWorker, WorkerToRunner } from './messages.js';

const KILLED = 137;

export type RunnerChannel = Channel<RunnerToWorker, WorkerToRunner>;
export type Inbox = ReturnType<RunnerChannel['received']>;

/** A program that the runner has started, behind this worker's connection to it. */
export class RemoteProcess implements SandboxProcess {
  readonly stdin: Writable;
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly exit: Promise<SandboxExit>;
  private settled = false;
  private settle!: (outcome: SandboxExit | SandboxError) => void;
  private killing?: Promise<void>;

  constructor(
    private readonly channel: RunnerChannel,
    inbox: Inbox,
    readonly confinement: Confinement,
    private readonly killAtRunner: () => Promise<void>,
  ) {
    this.exit = new Promise((resolve, reject) => {
      this.settle = (outcome) => {
        this.settled = true;
        if (outcome instanceof SandboxError) reject(outcome);
        else resolve(outcome);
      };
    });
    this.exit.catch(() => undefined);
    this.stdin = new Writable({
      write: (chunk: Uint8Array, _encoding, done) => void channel.chunk(chunk).then(() => done(), done),
      final: (done) => void channel.send({ type: 'stdin_end' }).then(() => done(), done),
    });
    this.stdin.on('error', () => undefined);
    channel.socket.once('close', () => this.stdin.destroy());
    this.stdout = this.output(inbox);
  }

  kill(): Promise<void> {
    this.killing ??= this.end();
    return this.killing;
  }

  /** A second connection asks for the kill: this one may be blocked by input that nobody reads. */
  private async end(): Promise<void> {
    this.channel.socket.destroy();
    if (!this.settled) await this.killAtRunner();
    this.settle({ code: KILLED, oomKilled: false, stderr: '' });
  }

  private async *output(inbox: Inbox): AsyncGenerator<Uint8Array> {
    try {
      for await (const item of inbox) {
        if ('chunk' in item) yield item.chunk;
        else if (item.message.type === 'exit') {
          const { code, oomKilled, stderr } = item.message;
          return this.settle({ code, oomKilled, stderr });
        } else if (item.message.type === 'error') {
          const { code, message, retryable } = item.message;
          throw new SandboxError(code, message, { retryable });
        } else if (item.message.type !== 'alive') {
          throw isolationUnavailable(`the runner sent ${item.message.type} out of place`);
        }
      }
      throw isolationUnavailable('the runner closed the connection');
    } catch (error) {
      const known = error instanceof SandboxError ? error : isolationUnavailable('the runner was lost', error);
      this.settle(known);
      throw known;
    }
  }
}
