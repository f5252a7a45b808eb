import { Worker } from 'node:worker_threads';
import { type Threads } from '../algorithms/kernels/threads/threads.js';

/** What a thread that only runs compiled kernels needs of V8's heap, in MiB; their memory lies outside of it. */
const HEAP = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };

/** Threads of Node, of which none keeps the process alive. */
export function nodeThreads(count: number): Threads {
  return {
    count,
    start(entry, data) {
      const program = `(${entry})(require('node:worker_threads').workerData)`;
      try {
        const worker = new Worker(program, { eval: true, workerData: data, resourceLimits: HEAP, env: {} });
        worker.unref();
        // One that cannot start is one fewer: its crew waits for nobody who has not begun.
        worker.on('error', () => undefined);
      } catch {
        return;
      }
    },
  };
}
