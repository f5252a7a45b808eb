import { randomUUID } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { CANARY, CANARY_LIMITS } from '../canary.js';
import { isolationUnavailable, SandboxError } from '../sandbox-error.js';
import type { Sandbox, SandboxLimits, SandboxProcess, SandboxSpec } from '../sandbox.js';
import { write } from '../write.js';
import type { RunnerAddress } from './address.js';
import { Channel, type Received } from './channel.js';
import { type RunnerToWorker, WorkerToRunner } from './messages.js';
import { freshNonce, isProof } from './proof.js';

export interface RunnerOptions {
  readonly listen: RunnerAddress;
  /** shared with the workers */
  readonly token: string;
  /** what runs the programs; the runner alone holds it */
  readonly sandbox: Sandbox;
  /** what a worker may ask for at most */
  readonly maxLimits: SandboxLimits;
}

const ALIVE_EVERY_MS = 500;
/** From the connection to a request that proves the token. */
const HANDSHAKE_MS = 5_000;

type WorkerChannel = Channel<WorkerToRunner, RunnerToWorker>;

/**
 * Runs programs for workers, which never see the Docker socket: a worker names a program and limits, the runner builds
 * the container. A connection is a run; when it closes, however it does, the program is killed.
 */
export class RunnerServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly running = new Map<string, SandboxProcess>();

  constructor(private readonly options: RunnerOptions) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      void this.serve(new Channel<WorkerToRunner, RunnerToWorker>(socket, WorkerToRunner)).finally(() =>
        socket.destroy(),
      );
    });
  }

  /** A UNIX socket is for its owner alone; one that a crashed runner left is replaced. */
  async listen(): Promise<void> {
    const { listen } = this.options;
    const path = 'path' in listen ? listen.path : undefined;
    if (path !== undefined) await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(listen, resolve);
    });
    if (path !== undefined) await chmod(path, 0o600);
  }

  address(): ReturnType<Server['address']> {
    return this.server.address();
  }

  async close(): Promise<void> {
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
    await Promise.allSettled([...this.running.values()].map((process) => process.kill()));
    await this.options.sandbox.close();
  }

  /** Says nothing to a peer that cannot prove the token. */
  private async serve(channel: WorkerChannel): Promise<void> {
    const nonce = freshNonce();
    const tooLate = setTimeout(() => channel.socket.destroy(), HANDSHAKE_MS);
    try {
      await channel.send({ type: 'hello', nonce });
      const received = channel.received();
      const first = await received.next();
      clearTimeout(tooLate);
      if (first.done || !('message' in first.value)) return;
      const { message } = first.value;
      if (!('proof' in message) || !isProof(this.options.token, nonce, message.proof)) return;
      if (message.type === 'kill') await this.kill(channel, message.run);
      else await this.run(channel, received, message.spec);
    } catch {
      // A peer that breaks the protocol, or is gone, is owed no answer.
    } finally {
      clearTimeout(tooLate);
    }
  }

  private async kill(channel: WorkerChannel, run: string): Promise<void> {
    await this.running.get(run)?.kill();
    await channel.send({ type: 'killed' });
    channel.socket.end();
  }

  private async run(
    channel: WorkerChannel,
    received: AsyncGenerator<Received<WorkerToRunner>>,
    spec: SandboxSpec,
  ): Promise<void> {
    const run = randomUUID();
    const gone = new AbortController();
    channel.socket.once('close', () => gone.abort());
    // Writing is what tells that a peer is gone while its input is not being read.
    const alive = setInterval(() => void channel.send({ type: 'alive' }), ALIVE_EVERY_MS);
    try {
      this.checkLimits(spec);
      const process = await this.options.sandbox.start(spec, gone.signal);
      this.running.set(run, process);
      await channel.send({ type: 'started', run, confinement: process.confinement });
      // Fails when the peer breaks the protocol or leaves: the socket closes, and that kills.
      void feed(received, process).catch(() => channel.socket.destroy());
      for await (const bytes of process.stdout) await channel.chunk(bytes);
      await channel.send({ type: 'exit', ...(await process.exit) });
    } catch (error) {
      await channel.send(errorMessage(error));
    } finally {
      clearInterval(alive);
      await this.running.get(run)?.kill();
      this.running.delete(run);
      await new Promise<void>((resolve) => channel.socket.end(resolve));
    }
  }

  private checkLimits({ program, limits }: SandboxSpec): void {
    const most: SandboxLimits = program === CANARY ? CANARY_LIMITS : this.options.maxLimits;
    for (const name of ['memoryBytes', 'cpus', 'cpuSeconds', 'maxStdoutBytes'] as const) {
      if (limits[name] > most[name]) throw isolationUnavailable(`the runner allows ${name} up to ${most[name]}`);
    }
  }
}

async function feed(received: AsyncGenerator<Received<WorkerToRunner>>, { stdin }: SandboxProcess): Promise<void> {
  for await (const item of received) {
    if ('chunk' in item) await write(stdin, item.chunk);
    else if (item.message.type === 'stdin_end') stdin.end();
    else throw new Error('a second request on one connection');
  }
}

function errorMessage(error: unknown): RunnerToWorker {
  const known = error instanceof SandboxError ? error : isolationUnavailable(String(error), error);
  const code = known.code === 'output_limit' || known.code === 'cancelled' ? known.code : 'isolation_unavailable';
  return { type: 'error', code, message: known.message.slice(0, 2_000), retryable: known.retryable };
}
