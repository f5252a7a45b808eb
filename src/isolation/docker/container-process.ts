import { type Duplex, Writable } from 'node:stream';
import type { Container } from 'dockerode';
import { capBytes, StderrTail } from '../output-caps.js';
import type { Confinement, SandboxExit, SandboxProcess } from '../sandbox.js';
import { isStatus, unavailable } from './daemon.js';
import { demultiplex } from './demultiplex.js';

const KILLED = 137;

/** A started container behind its attach stream. It is removed once it has ended and its output has been read. */
export class ContainerProcess implements SandboxProcess {
  readonly id: string;
  readonly stdin: Writable;
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly exit: Promise<SandboxExit>;
  private readonly stderr = new StderrTail();
  private readonly streamClosed: Promise<void>;
  private removal?: Promise<void>;

  constructor(
    private readonly container: Container,
    private readonly stream: Duplex,
    maxStdoutBytes: number,
    readonly confinement: Confinement,
  ) {
    this.id = container.id;
    this.streamClosed = new Promise((resolve) => stream.once('close', resolve));
    stream.on('error', () => undefined);
    this.stdin = stdinOf(stream);
    this.stdout = capBytes(
      demultiplex(stream, (bytes) => this.stderr.push(bytes)),
      maxStdoutBytes,
    );
    this.exit = this.ended();
    this.exit.catch(() => undefined);
  }

  async kill(): Promise<void> {
    // An attach stream that nobody reads blocks the removal for minutes: it goes first.
    this.stream.destroy();
    await this.remove();
  }

  private async ended(): Promise<SandboxExit> {
    try {
      await this.container.wait();
      const { State } = await this.container.inspect();
      await this.streamClosed;
      return { code: State.ExitCode, oomKilled: State.OOMKilled, stderr: this.stderr.text };
    } catch (error) {
      if (this.removal !== undefined) return { code: KILLED, oomKilled: false, stderr: this.stderr.text };
      throw unavailable('the container was lost', error);
    } finally {
      this.stream.destroy();
      await this.remove().catch(() => undefined);
    }
  }

  private remove(): Promise<void> {
    this.removal ??= removeContainer(this.container);
    return this.removal;
  }
}

/** Kills and removes; a container that is gone already, or being removed, is what was wanted. */
export async function removeContainer(container: Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (!isStatus(error, 404, 409)) throw unavailable('the container could not be removed', error);
  }
}

/** The writing half of the socket: ending it closes the program's stdin, while its output can still be read. */
function stdinOf(stream: Duplex): Writable {
  const stdin = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => void stream.write(chunk, done),
    final: (done) => void stream.end(done),
  });
  // Fails when the program stops reading or ends; `exit` tells why.
  stdin.on('error', () => undefined);
  stream.once('close', () => stdin.destroy());
  return stdin;
}
