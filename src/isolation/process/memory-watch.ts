import { readFileSync } from 'node:fs';

const PERIOD_MS = 50;
const PAGE_BYTES = 4096;

/**
 * Calls `onExcess` once when the resident memory of a process passes `limitBytes`. A soft limit: what is allocated
 * between two looks passes unseen, so that RLIMIT_DATA stands behind it. Looks where there is a /proc; returns how to stop.
 */
export function watchMemory(pid: number, limitBytes: number, onExcess: () => void): () => void {
  const timer = setInterval(() => {
    if (residentBytes(pid) <= limitBytes) return;
    clearInterval(timer);
    onExcess();
  }, PERIOD_MS);
  return () => clearInterval(timer);
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
