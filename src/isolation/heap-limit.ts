const MIB = 1 << 20;
/** Code, stacks, the young generation and Node itself. */
const OVERHEAD_MB = 96;

/**
 * V8's old space in MiB for a memory limit in bytes. V8 takes about 259 MB by default whatever the container allows;
 * a quarter of what is left stays for typed arrays, which live outside of the heap.
 */
export function heapLimitMb(memoryBytes: number): number {
  return Math.max(64, Math.floor((memoryBytes / MIB - OVERHEAD_MB) * 0.75));
}
