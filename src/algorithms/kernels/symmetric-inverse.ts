import { WASM } from './generated/symmetric-inverse.js';
import { KernelInstance } from './instance.js';

interface Exports {
  readonly countPairs: (items: number, ...addresses: number[]) => void;
  readonly invert: (a: number, blocks: number, scratch: number) => number;
}

/** Lists of each user and of each item, ascending, none twice. */
export interface Pairs {
  readonly itemOffsets: Uint32Array;
  readonly users: Int32Array;
  readonly userOffsets: Uint32Array;
  readonly items: Int32Array;
}

const BLOCK = 128;
const REAL_BYTES = 8;

/** Peak bytes of invertedGram for so many items and pairs. */
export function invertedGramMemory(items: number, pairs: number): number {
  const padded = paddedTo(items);
  return REAL_BYTES * (padded * padded + 2 * padded * BLOCK + 5 * BLOCK * BLOCK) + 8 * pairs;
}

/**
 * (XᵀX + ridge I)⁻¹ for the 0/1 matrix X of users × items: the lower triangle, rows of `stride` numbers. Null where it is
 * not positive definite. Throws RangeError beyond about 23,000 items: the kernel addresses 4 GB.
 */
export function invertedGram(
  { itemOffsets, users, userOffsets, items }: Pairs,
  ridge: number,
): { readonly inverse: Float64Array; readonly stride: number } | null {
  const kernel = new KernelInstance<Exports>(WASM);
  const count = itemOffsets.length - 1;
  const stride = paddedTo(count);
  const addresses = [itemOffsets, users, userOffsets, items].map((list) => {
    const address = kernel.take(list.byteLength);
    kernel
      .view(Uint8Array, address, list.byteLength)
      .set(new Uint8Array(list.buffer, list.byteOffset, list.byteLength));
    return address;
  });
  const a = kernel.take(stride * stride * REAL_BYTES);
  const scratch = kernel.take((2 * stride * BLOCK + 5 * BLOCK * BLOCK) * REAL_BYTES);
  kernel.run.countPairs(count, ...addresses, a, stride);
  const matrix = kernel.view(Float64Array, a, stride * stride);
  // Padding is an identity of its own.
  for (let i = 0; i < stride; i++) matrix[i * stride + i]! += i < count ? ridge : 1;
  if (kernel.run.invert(a, stride / BLOCK, scratch) === 0) return null;
  for (let i = 0; i < matrix.length; i++) matrix[i] = -matrix[i]!;
  return { inverse: matrix, stride };
}

const paddedTo = (items: number) => Math.ceil(items / BLOCK) * BLOCK;
