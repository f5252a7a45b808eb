import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityOf, startOf } from '../../../scripts/services/identity.mjs';
import { dropLock, takeLock } from '../../../scripts/start/lock.mjs';
import { scratchFolder } from './scratch.js';

describe('the lock of a data folder', () => {
  it('is had by one, and again after it was dropped', () => {
    const lock = join(scratchFolder(), 'lock');
    expect(takeLock(lock)).toBeUndefined();
    expect(takeLock(lock)).toBe(process.pid);
    dropLock(lock);
    expect(takeLock(lock)).toBeUndefined();
  });

  it('is taken over from a holder that was killed, and leaves no other file', async () => {
    const folder = scratchFolder();
    const lock = join(folder, 'lock');
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    writeFileSync(lock, identityOf(holder.pid ?? 0));
    expect(takeLock(lock)).toBe(holder.pid);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(takeLock(lock)).toBeUndefined();
    expect(takeLock(lock)).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('is taken over when the number of the holder belongs to a later process', () => {
    const lock = join(scratchFolder(), 'lock');
    writeFileSync(lock, JSON.stringify({ pid: process.pid, start: 'an earlier boot 12345' }));
    expect(takeLock(lock)).toBeUndefined();
  });

  it('is taken over from a file that says nothing', () => {
    const lock = join(scratchFolder(), 'lock');
    writeFileSync(lock, '');
    expect(takeLock(lock)).toBeUndefined();
  });
});

it('the start of a process is the same each time, and none for a process that is not there', () => {
  expect(startOf(process.pid)).toBe(startOf(process.pid));
  // Above the greatest process number that Linux gives out (2^22).
  expect(startOf(5_000_000)).toBeUndefined();
});
