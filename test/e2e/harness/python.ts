import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = fileURLToPath(new URL('../python/', import.meta.url));

/** Why Python with its packages (deploy/requirements.txt) cannot be run here; empty when it can. */
export function missingPython(): string {
  return process.env.TEST_VALIDATORS ? '' : `Python is not here ${process.env.TEST_MISSING ?? ''}`;
}

export const python = (): string => join(process.env.TEST_VALIDATORS!, 'python');

/** A program of test/e2e/python that answers lines of JSON with lines of JSON, in order. */
export class PythonProgram {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  private errors = '';

  constructor(name: string) {
    this.child = spawn(python(), [join(PROGRAMS, name)]);
    this.child.stderr.on('data', (data: Buffer) => (this.errors += data.toString()));
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.resolve(line));
    this.child.once('close', () => this.waiting.forEach(({ reject }) => reject(new Error(this.errors))));
  }

  async ask<T>(question: object): Promise<T> {
    const line = await new Promise<string>((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(question)}\n`);
    });
    return JSON.parse(line) as T;
  }

  end(): void {
    this.child.stdin.end();
  }
}
