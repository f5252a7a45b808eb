import { type Tensor, TensorFileError, type TensorMap } from '../../contracts/safetensors.js';
import { tensorOf } from '../../contracts/strings.js';

/** The tensor `name`, F64, of exactly `length` finite values. Throws TensorFileError. */
export function numbers(tensors: TensorMap, name: string, length?: number): Float64Array {
  return finite(tensorOf(tensors, name, Float64Array), name, length);
}

/** The tensor `name`, I32, of exactly `length` values. Throws TensorFileError. */
export function integers(tensors: TensorMap, name: string, length?: number): Int32Array {
  return finite(tensorOf(tensors, name, Int32Array), name, length);
}

/** In how many places the tensor `name` differs from `expected`, length included. Throws TensorFileError. */
export function differing(tensors: TensorMap, name: string, expected: Tensor['data']): number {
  const stored = tensorOf(tensors, name, expected.constructor as new (n: number) => Tensor['data']);
  let count = Math.abs(stored.length - expected.length);
  for (let i = 0; i < expected.length; i++) if (stored[i] !== expected[i]) count++;
  return count;
}

function finite<T extends Float64Array | Int32Array>(data: T, name: string, length: number | undefined): T {
  if (length !== undefined && data.length !== length)
    throw new TensorFileError(`tensor ${name} has ${data.length} values, not ${length}`);
  if (!data.every((value) => Number.isFinite(value))) throw new TensorFileError(`tensor ${name} is not finite`);
  return data;
}
