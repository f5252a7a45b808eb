import { type Tensor, TensorFileError, type TensorMap } from '../../contracts/safetensors.js';
import { tensorOf } from '../../contracts/strings.js';
import { largest, relativeDifference } from './numeric.js';

/** The tensor `name`, F64, of exactly `length` finite values. Throws TensorFileError. */
export function numbers(tensors: TensorMap, name: string, length?: number): Float64Array {
  return finite(tensorOf(tensors, name, Float64Array), name, length);
}

/** The tensor `name`, I32, of exactly `length` values. Throws TensorFileError. */
export function integers(tensors: TensorMap, name: string, length?: number): Int32Array {
  return finite(tensorOf(tensors, name, Int32Array), name, length);
}

export type Vectors = Readonly<Record<string, Tensor['data']>>;

/** In how many places the named tensors differ from what is expected, lengths included. Throws TensorFileError. */
export function differing(tensors: TensorMap, expected: Vectors): number {
  let count = 0;
  for (const [name, own] of Object.entries(expected)) {
    const stored = tensorOf(tensors, name, own.constructor as new (n: number) => Tensor['data']);
    count += Math.abs(stored.length - own.length);
    for (let i = 0; i < own.length; i++) if (stored[i] !== own[i]) count++;
  }
  return count;
}

/** The largest relative difference between the named tensors and what is expected; infinite where a length differs. */
export function differenceOf(tensors: TensorMap, expected: Vectors): number {
  const names = Object.keys(expected);
  return largest(names.length, (at) => {
    const own = expected[names[at]!]!;
    const stored = numbers(tensors, names[at]!);
    if (stored.length !== own.length) return Infinity;
    return largest(own.length, (i) => relativeDifference(stored[i]!, own[i]!));
  });
}

/** Vectors as tensors. The names are the checker's own, never a client's. */
export const tensorsOf = (vectors: Vectors): TensorMap =>
  new Map(Object.entries(vectors).map(([name, data]) => [name, { shape: [data.length], data }]));

function finite<T extends Float64Array | Int32Array>(data: T, name: string, length: number | undefined): T {
  if (length !== undefined && data.length !== length)
    throw new TensorFileError(`tensor ${name} has ${data.length} values, not ${length}`);
  if (!data.every((value) => Number.isFinite(value))) throw new TensorFileError(`tensor ${name} is not finite`);
  return data;
}
