import { totalmem } from 'node:os';
import type { Env } from '../../config/env.js';

/** What the worker itself takes beside its sandboxes. */
const WORKER_BYTES = 300 << 20;

/** Bytes of memory: of the whole machine, and what the worker's own control group is held to (0 or more than that: nothing). */
export interface Memory {
  readonly machine: number;
  readonly group: number;
}

export const memoryHere = (): Memory => ({ machine: totalmem(), group: process.constrainedMemory() });

/**
 * How many tasks a worker takes at once: MAX_WORKERS, or as many sandboxes as have room where they run if that is less, and
 * always one. Of a Docker host or a runner elsewhere only the operator knows: MAX_WORKERS as it stands.
 */
export function tasksAtOnce({ worker, isolation }: Pick<Env, 'worker' | 'isolation'>, memory: Memory): number {
  const { policy, runner, dockerHost } = isolation;
  const host = runner?.url ?? dockerHost;
  if (host !== null && !host.startsWith('unix:') && policy !== 'process') return worker.concurrency;
  // Containers and what a runner starts stand beside the worker's group, its own processes within it; `auto` may mean either.
  const isBounded = policy !== 'docker' && runner === null && memory.group > 0;
  const room = (isBounded ? Math.min(memory.group, memory.machine) : memory.machine) - WORKER_BYTES;
  return Math.max(1, Math.min(worker.concurrency, Math.floor(room / worker.memoryBytes)));
}
