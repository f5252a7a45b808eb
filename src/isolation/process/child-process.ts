import { once } from 'node:events';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { capBytes, StderrTail } from '../output-caps.js';
import type { Confinement, SandboxExit, SandboxLimits, SandboxProcess } from '../sandbox.js';
import type { Launched } from './launch.js';
import { watchMemory } from './memory-watch.js';

/** A program as a child process of the worker, with its process group. */
export class ChildSandboxProcess implements SandboxProcess {
  readonly stdin: Writable;
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly exit: Promise<SandboxExit>;
  readonly confinement: Confinement;
  private readonly child: Launched['child'];
  private readonly stderr = new StderrTail();
  private oomKilled = false;

  constructor({ child, confinement }: Launched, limits: SandboxLimits) {
    this.child = child;
    this.confinement = confinement;
    this.stdin = child.stdin;
    // Fails when the program stops reading or ends; `exit` tells why.
    child.stdin.on('error', () => undefined);
    child.stderr.on('data', (bytes: Buffer) => this.take(bytes));
    this.stdout = capBytes(child.stdout, limits.maxStdoutBytes);
    this.exit = this.ended(limits);
  }

  async kill(): Promise<void> {
    this.killGroup();
    this.child.stdout.destroy();
    await this.exit;
  }

  private async ended({ memoryBytes }: SandboxLimits): Promise<SandboxExit> {
    const { child } = this;
    const stop = watchMemory(child.pid ?? 0, memoryBytes, () => {
      this.oomKilled = true;
      this.killGroup();
    });
    const closed = once(child, 'close');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    stop();
    // A plain child may have left others behind, which hold the pipes open.
    this.killGroup();
    await closed;
    return { code: exitCode(child.exitCode, child.signalCode), oomKilled: this.oomKilled, stderr: this.stderr.text };
  }

  /** A flood of stderr ends the run where the consumer sees it: at stdout. */
  private take(bytes: Buffer): void {
    try {
      this.stderr.push(bytes);
    } catch (error) {
      this.child.stderr.destroy();
      this.child.stdout.destroy(error as Error);
    }
  }

  private killGroup(): void {
    try {
      process.kill(-(this.child.pid ?? 0), 'SIGKILL');
    } catch {
      // The group is gone, which is what was wanted.
    }
  }
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return signal === null ? (code ?? 0) : 128 + constants.signals[signal];
}
