import pino from 'pino';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SandboxError } from '../../../src/isolation/sandbox-error.js';
import type { Task } from '../../../src/training/task.entity.js';
import type { Attempt } from '../../../src/training/worker/attempt.js';
import type { Commit } from '../../../src/training/worker/commit.js';
import type { IsolationService } from '../../../src/training/worker/isolation.service.js';
import type { TaskArtifacts } from '../../../src/training/worker/task-artifacts.js';
import type { TaskClaims } from '../../../src/training/worker/task-claims.js';
import { TaskEnding } from '../../../src/training/worker/task-ending.js';
import { TaskFailure } from '../../../src/training/worker/task-failure.js';

const done: unknown[][] = [];
const told =
  (what: string) =>
  (...args: unknown[]) => {
    done.push([what, ...args.slice(1)]);
    return Promise.resolve();
  };
const isolation = { usableNow: vi.fn(() => Promise.resolve(true)) };
const ending = new TaskEnding(
  { committed: () => Promise.resolve(false), end: told('end'), handBack: told('back') } as unknown as TaskClaims,
  { remains: () => Promise.resolve() } as unknown as Commit,
  isolation as unknown as IsolationService,
  pino({ level: 'silent' }),
);

/** How an attempt ends that failed with `thrown`, as the `failures + 1`th failure of its task. */
async function endOf(thrown: unknown, { failures = 0, stored = null }: { failures?: number; stored?: unknown } = {}) {
  const artifacts = { failure: stored, discardAllBut: () => Promise.resolve(new Map()) } as unknown as TaskArtifacts;
  const task = { id: 'task', attempt: 1, failures } as Task;
  const attempt: Attempt = { task, artifacts, signal: new AbortController().signal, deadline: Infinity };
  done.length = 0;
  await ending.conclude(attempt, thrown);
  return done;
}

const COUNTS = true;
const gone = (began: boolean) => new SandboxError('isolation_unavailable', 'no daemon', { retryable: true, began });

describe('the end of an attempt that failed', () => {
  beforeEach(() => isolation.usableNow.mockResolvedValue(true));

  it('is the end of the task where its own fault cannot be mended by another try', async () => {
    expect(await endOf(new TaskFailure('dataset_deleted', 'gone'))).toMatchObject([
      ['end', 'failed', { code: 'dataset_deleted' }],
    ]);
    expect(await endOf(new SandboxError('memory_limit', 'x'))).toMatchObject([
      ['end', 'failed', { code: 'memory_limit' }],
    ]);
  });

  it('counts where something failed under it, and ends the task at the third, saying of what', async () => {
    const killed = new SandboxError('crashed', 'the program was killed from outside', { retryable: true });
    expect(await endOf(killed, { failures: 1 })).toEqual([
      ['back', 'the program was killed from outside; it is tried again (failure 2 of 3)', COUNTS],
    ]);
    expect(await endOf(killed, { failures: 2 })).toMatchObject([
      ['end', 'failed', { code: 'unavailable', message: expect.stringContaining('killed from outside') as string }],
    ]);
  });

  it('costs nothing while nothing can be isolated and the program never began, however often', async () => {
    isolation.usableNow.mockResolvedValue(false);
    expect(await endOf(gone(false), { failures: 2 })).toMatchObject([
      ['back', expect.stringContaining('waits'), !COUNTS],
    ]);
  });

  it('counts where the isolation works by now, or the program had begun: it may be why', async () => {
    expect(await endOf(gone(false))).toMatchObject([['back', expect.any(String), COUNTS]]);
    isolation.usableNow.mockResolvedValue(false);
    expect(await endOf(gone(true))).toMatchObject([['back', expect.any(String), COUNTS]]);
  });

  it('does not take a daemon that hangs for a program that does not end', async () => {
    const late = new SandboxError('time_limit', 'too long');
    expect(await endOf(late)).toMatchObject([['end', 'failed', { code: 'time_limit' }]]);
    isolation.usableNow.mockResolvedValue(false);
    expect(await endOf(late)).toMatchObject([['back', expect.any(String), COUNTS]]);
  });

  it('names a full disk, of which whoever wrote learned only that the stream was closed', async () => {
    const closed = Object.assign(new Error('premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    expect(await endOf(closed, { failures: 2, stored: full })).toMatchObject([
      ['end', 'failed', { code: 'storage_full' }],
    ]);
  });
});
