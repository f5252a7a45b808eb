import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** One process of the built product, with everything that it printed. */
export class ProductProcess {
  output = '';
  private readonly child: ChildProcess;

  constructor(
    readonly mode: string,
    env: Readonly<Record<string, string>>,
  ) {
    const inherited = Object.fromEntries(
      ['PATH', 'HOME', 'TMPDIR', 'DOCKER_HOST'].flatMap((name) =>
        process.env[name] ? [[name, process.env[name]]] : [],
      ),
    );
    this.child = spawn(process.execPath, [MAIN], { env: { ...inherited, ...env, APP_MODE: mode }, stdio: 'pipe' });
    this.child.stdout!.on('data', (data: Buffer) => (this.output += data.toString()));
    this.child.stderr!.on('data', (data: Buffer) => (this.output += data.toString()));
  }

  get pid(): number {
    return this.child.pid!;
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** The exit code, once it has ended by itself. */
  async exit(): Promise<number | null> {
    if (!this.ended) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.ended) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }
}
