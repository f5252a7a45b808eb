import { spawn, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { allowed, attempt, codeOf, type Probe, stopped, type Verdict } from './verdict.js';

const MIB = 1 << 20;
const MEMORY_BOMB = 'const a=[];for(;;)a.push(Buffer.alloc(16<<20,1))';

/** Stopped when the loop is refused before it has taken `limit` units. */
function until(limit: number, step: (i: number) => void): Verdict {
  for (let i = 0; i < limit; i++) {
    const { stopped: refused, detail } = attempt(() => step(i));
    if (refused) return stopped(detail);
  }
  return allowed(`${limit} were let`);
}

/** The code with which a child is refused; Node throws some and emits others. */
function spawned(): Promise<string> {
  try {
    const child = spawn(process.execPath, ['-e', 'setTimeout(()=>{},5000)']);
    return new Promise((resolve) => child.on('error', (e) => resolve(codeOf(e))).on('spawn', () => resolve('')));
  } catch (error) {
    return Promise.resolve(codeOf(error));
  }
}

export const RESOURCE_PROBES: Record<string, Probe> = {
  async fork_bomb() {
    const outcomes = Array.from({ length: 200 }, () => spawned());
    const refused = (await Promise.all(outcomes)).find((code) => code !== '');
    return refused === undefined ? allowed('200 processes') : stopped(refused);
  },
  async thread_bomb() {
    for (let i = 0; i < 500; i++) {
      const worker = new Worker('setInterval(()=>{},1e6)', { eval: true });
      const failure = await new Promise<string>((resolve) =>
        worker.on('online', () => resolve('')).on('error', (e) => resolve(codeOf(e))),
      );
      if (failure !== '') return stopped(failure);
    }
    return allowed('500 threads');
  },
  memory_bomb_offheap() {
    const kept: Uint8Array[] = [];
    for (;;) kept.push(new Uint8Array(16 * MIB).fill(1));
  },
  memory_bomb_heap() {
    const kept: object[] = [];
    for (;;) kept.push({ kept: kept.length, values: [1, 2, 3] });
  },
  /** The program itself survives and claims success: the kernel's word must count. */
  memory_bomb_in_child() {
    const { error, signal, status } = spawnSync(process.execPath, ['-e', MEMORY_BOMB]);
    if (error) return stopped(codeOf(error));
    return allowed(`child ended with ${signal ?? status}`);
  },
  tmp_fill: () => until(256, (i) => writeFileSync(`/tmp/fill-${i}`, Buffer.alloc(MIB, 1))),
  tmp_single_file() {
    const made = attempt(() => closeSync(openSync('/tmp/big', 'w')));
    if (made.stopped) return made;
    const fd = openSync('/tmp/big', 'w');
    return until(256, () => {
      for (let left = MIB; left > 0;) left -= writeSync(fd, Buffer.alloc(left, 1));
    });
  },
  tmp_inodes: () => until(20_000, (i) => closeSync(openSync(`/tmp/inode-${i}`, 'w'))),
  tmp_sparse_file: () => attempt(() => ftruncateSync(openSync('/tmp/sparse', 'w'), 1e12)),
  shared_memory_fill: () => until(32, (i) => writeFileSync(`/dev/shm/fill-${i}`, Buffer.alloc(MIB, 1))),
  descriptors: () => until(5_000, () => openSync('/dev/null', 'r')),
  processor_loop() {
    for (;;);
  },
  loop_ignoring_signals() {
    process.on('SIGTERM', () => undefined).on('SIGXCPU', () => undefined);
    for (;;);
  },
  async silence() {
    await delay(2 ** 30);
    return allowed('slept');
  },
};
