import { connect } from 'node:net';
import { isolationUnavailable, SandboxError } from '../sandbox-error.js';
import type { Sandbox, SandboxProcess, SandboxSpec } from '../sandbox.js';
import type { RunnerAddress } from './address.js';
import { Channel } from './channel.js';
import { RunnerToWorker, type WorkerToRunner } from './messages.js';
import { proofOf } from './proof.js';
import { type Inbox, RemoteProcess, type RunnerChannel } from './remote-process.js';

export interface RunnerSandboxOptions {
  readonly address: RunnerAddress;
  /** shared with the runner */
  readonly token: string;
}

/** The runner says `alive` twice a second. */
const SILENCE_MS = 10_000;

/** Has the runner start programs: this worker reaches no Docker socket. */
export class RunnerSandbox implements Sandbox {
  readonly backend = 'runner';
  private readonly running = new Set<SandboxProcess>();

  constructor(private readonly options: RunnerSandboxOptions) {}

  async start({ taskId, program, limits }: SandboxSpec, signal: AbortSignal): Promise<SandboxProcess> {
    if (signal.aborted) throw new SandboxError('cancelled', 'the run was cancelled');
    const { memoryBytes, cpus, cpuSeconds, maxStdoutBytes } = limits;
    const { channel, inbox, proof } = await this.open();
    const leave = () => channel.socket.destroy();
    signal.addEventListener('abort', leave, { once: true });
    try {
      const spec = { taskId, program, limits: { memoryBytes, cpus, cpuSeconds, maxStdoutBytes } };
      await channel.send({ type: 'run', proof, spec });
      const started = await messageOf(inbox, 'started');
      const process = new RemoteProcess(channel, inbox, started.confinement, () => this.kill(started.run));
      this.supervise(process, signal);
      return process;
    } catch (error) {
      leave();
      throw signal.aborted ? new SandboxError('cancelled', 'the run was cancelled') : error;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** The runner sweeps its own: a worker that is gone has closed its connections. */
  sweepOrphans(): Promise<number> {
    return Promise.resolve(0);
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.running].map((process) => process.kill()));
  }

  private supervise(process: SandboxProcess, signal: AbortSignal): void {
    const abort = () => void process.kill().catch(() => undefined);
    this.running.add(process);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    void process.exit
      .catch(() => undefined)
      .finally(() => {
        signal.removeEventListener('abort', abort);
        this.running.delete(process);
      });
  }

  private async kill(run: string): Promise<void> {
    const { channel, inbox, proof } = await this.open();
    try {
      await channel.send({ type: 'kill', proof, run });
      await messageOf(inbox, 'killed');
    } finally {
      channel.socket.destroy();
    }
  }

  private async open(): Promise<{ channel: RunnerChannel; inbox: Inbox; proof: string }> {
    const socket = connect(this.options.address);
    const channel = new Channel<RunnerToWorker, WorkerToRunner>(socket, RunnerToWorker, SILENCE_MS);
    const inbox = channel.received();
    const { nonce } = await messageOf(inbox, 'hello');
    return { channel, inbox, proof: proofOf(this.options.token, nonce) };
  }
}

type MessageOf<T extends RunnerToWorker['type']> = Extract<RunnerToWorker, { type: T }>;

/** The next message, which must be of this type; the runner's refusal is thrown as its own error. */
async function messageOf<T extends RunnerToWorker['type']>(inbox: Inbox, type: T): Promise<MessageOf<T>> {
  for (;;) {
    const next = await inbox.next().catch((error: unknown) => {
      throw isolationUnavailable('the runner does not answer', error);
    });
    if (next.done) throw isolationUnavailable('the runner closed the connection: is the token the same?');
    if (!('message' in next.value)) throw isolationUnavailable('the runner sent bytes out of place');
    const { message } = next.value;
    if (message.type === 'error')
      throw new SandboxError(message.code, message.message, { retryable: message.retryable });
    if (message.type === type) return message as MessageOf<T>;
    if (message.type !== 'alive') throw isolationUnavailable(`the runner sent ${message.type} out of place`);
  }
}
