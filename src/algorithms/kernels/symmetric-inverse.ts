import * as SYMMETRIC_INVERSE from './generated/symmetric-inverse.js';
import { type RangeFunction } from './threads/job.js';
import { RangeKernel } from './threads/range-kernel.js';
import { type Threads } from './threads/threads.js';

interface Exports {
  readonly countPairs: RangeFunction;
  readonly sweepDiagonal: (a: number, k: number, panels: number, scratch: number) => number;
  readonly sweepColumn: RangeFunction;
  readonly sweepRest: RangeFunction;
  readonly readRow: (a: number, i: number, out: number) => void;
}

/** Lists of each user and of each item, ascending, none twice. */
export interface Pairs {
  readonly itemOffsets: Uint32Array;
  readonly users: Int32Array;
  readonly userOffsets: Uint32Array;
  readonly items: Int32Array;
}

export interface LowerTriangle {
  /** entries (i, 0) to (i, i); overwritten by the next call */
  row(i: number): Float64Array;
}

const BLOCK = 128;
const REAL_BYTES = 8;
const BLOCK_BYTES = REAL_BYTES * BLOCK * BLOCK;
/** items from which threads are worth their start */
const SHARED_ITEMS = 1000;

/** Peak bytes of minusInvertedGram for so many items and pairs. */
export function invertedGramMemory(items: number, pairs: number): number {
  const blocks = blocksOf(items);
  return BLOCK_BYTES * (trianglesOf(blocks) + 2 * blocks + 3) + 8 * pairs;
}

/**
 * −(XᵀX + ridge I)⁻¹ for the 0/1 matrix X of users × items. Null where it is not positive definite. Throws RangeError beyond
 * about 32,000 items: the kernel addresses 4 GB.
 *
 * One diagonal block after the other is swept: with V the block column and D the inverse of the diagonal block, the column
 * becomes W = V D, the block −D, and the rest loses W Vᵀ (the sweep operator: Goodnight, "A tutorial on the SWEEP operator",
 * The American Statistician 33, 1979, in blocks). A block is computed by one thread, so that all bits are the same at any
 * number of threads.
 */
export function minusInvertedGram(pairs: Pairs, ridge: number, threads?: Threads): LowerTriangle | null {
  const count = pairs.itemOffsets.length - 1;
  const ranges = new RangeKernel<Exports>({
    modules: [SYMMETRIC_INVERSE],
    names: ['countPairs', 'sweepColumn', 'sweepRest'],
    threads: count < SHARED_ITEMS ? undefined : threads,
  });
  try {
    return invert(ranges, pairs, count, ridge);
  } finally {
    ranges.end();
  }
}

function invert(ranges: RangeKernel<Exports>, pairs: Pairs, count: number, ridge: number): LowerTriangle | null {
  const { kernel } = ranges;
  const lists = [pairs.itemOffsets, pairs.users, pairs.userOffsets, pairs.items].map((list) => {
    const address = kernel.take(list.byteLength);
    kernel
      .view(Uint8Array, address, list.byteLength)
      .set(new Uint8Array(list.buffer, list.byteOffset, list.byteLength));
    return address;
  });
  const blocks = blocksOf(count);
  const triangle = trianglesOf(blocks);
  const a = kernel.take(triangle * BLOCK_BYTES);
  const [panelsV, panelsW] = [kernel.take(blocks * BLOCK_BYTES), kernel.take(blocks * BLOCK_BYTES)];
  const minusD = kernel.take(BLOCK_BYTES);
  // A block, or a number of each item.
  const bytes = Math.max(BLOCK_BYTES, REAL_BYTES * BLOCK * blocks);
  const scratch = { address: kernel.take(ranges.threads * bytes), bytes };
  kernel.view(Float64Array, minusD, 1)[0] = ridge;
  const addresses = [count, ...lists, minusD, a];
  ranges.run('countPairs', { rows: blocks * BLOCK, chunk: 16, addresses, scratch });
  for (let k = 0; k < blocks; k++) {
    if (kernel.run.sweepDiagonal(a, k, minusD, scratch.address) === 0) return null;
    ranges.run('sweepColumn', { rows: blocks, chunk: 1, addresses: [k, a, minusD, panelsV, panelsW], scratch });
    ranges.run('sweepRest', { rows: triangle, chunk: 1, addresses: [k, a, panelsV, panelsW], scratch });
  }
  return {
    row(i) {
      kernel.run.readRow(a, i, scratch.address);
      return kernel.view(Float64Array, scratch.address, i + 1);
    },
  };
}

const blocksOf = (items: number) => Math.ceil(items / BLOCK);
const trianglesOf = (blocks: number) => (blocks * (blocks + 1)) / 2;
