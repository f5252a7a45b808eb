import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildProcess, spawn } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endOrphan, startChild } from '../../../scripts/services/child.mjs';
import { startOf } from '../../../scripts/services/identity.mjs';
import { scratchFolder } from './scratch.js';

const READY = "process.stdout.write('ready'); setInterval(() => {}, 1000);";

/** A launcher that starts a child and is then killed itself, as `kill -9` of `npm start` does. */
async function orphan(run: string, program: string): Promise<number> {
  const module = join(import.meta.dirname, '../../../scripts/services/child.mjs');
  const code = `const { startChild } = await import(${JSON.stringify(module)});
    const child = startChild({ name: 'thing', run: ${JSON.stringify(run)}, command: process.execPath,
      args: ['-e', ${JSON.stringify(program)}], spawn: { stdio: ['ignore', 'pipe', 'ignore'] } });
    process.stdout.write(String(child.pid));
    setInterval(() => {}, 1000);`;
  const launcher: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', code]);
  const [text] = (await once(launcher.stdout!, 'data')) as [Buffer];
  launcher.kill('SIGKILL');
  await once(launcher, 'exit');
  return Number(text.toString());
}

describe('a service process', () => {
  const start = (run: string, program: string) =>
    startChild({ name: 'thing', run, command: process.execPath, args: ['-e', program] });

  it('ends when it is asked to, and its identity file is gone', async () => {
    const run = scratchFolder();
    const child = start(run, READY);
    expect(existsSync(join(run, 'thing.json'))).toBe(true);
    await child.stop();
    expect(child.ended()).toBe('SIGTERM');
    expect(existsSync(join(run, 'thing.json'))).toBe(false);
  });

  it('is killed past the deadline when it does not listen', async () => {
    // SIGCONT is what a running process does not notice.
    const options = { quit: 'SIGCONT', deadline: 50 } as const;
    const child = startChild({
      name: 'thing',
      run: scratchFolder(),
      command: process.execPath,
      args: ['-e', READY],
      ...options,
    });
    await child.stop();
    expect(child.ended()).toBe('SIGKILL');
  });

  it('says why it ended by itself', async () => {
    const run = scratchFolder();
    expect(await start(run, 'process.exit(3)').exited).toBe('code 3');
    const missing = startChild({ name: 'thing', run, command: '/nonexistent/program', args: [] });
    expect(await missing.exited).toContain('ENOENT');
  });

  it('is ended by the next start when its launcher was killed', async () => {
    const run = scratchFolder();
    const pid = await orphan(run, READY);
    onTestFinished(() => void (startOf(pid) && process.kill(pid, 'SIGKILL')));
    expect(startOf(pid)).toBeDefined();
    expect(await endOrphan(run, 'thing')).toBe(true);
    expect(startOf(pid)).toBeUndefined();
    expect(await endOrphan(run, 'thing')).toBe(false);
  });
});
