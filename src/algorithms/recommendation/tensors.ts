import { type TensorLike } from '../contract.js';

export type Tensors = ReadonlyMap<string, TensorLike>;

/** The data of a tensor that must be F64 and, where `length` is given, of that length. Throws RangeError. */
export function floats(tensors: Tensors, name: string, length?: number): Float64Array {
  return typed(tensors, name, Float64Array, length);
}

export function floats32(tensors: Tensors, name: string, length?: number): Float32Array {
  return typed(tensors, name, Float32Array, length);
}

export function indices(tensors: Tensors, name: string, length?: number): Int32Array {
  return typed(tensors, name, Int32Array, length);
}

export function offsets(tensors: Tensors, name: string, length?: number): Uint32Array {
  return typed(tensors, name, Uint32Array, length);
}

function typed<T extends TensorLike['data']>(
  tensors: Tensors,
  name: string,
  type: new (n: number) => T,
  length?: number,
): T {
  const data = tensors.get(name)?.data;
  if (!(data instanceof type)) throw new RangeError(`tensor ${name} is missing or has the wrong type`);
  if (length !== undefined && data.length !== length) throw new RangeError(`tensor ${name} has the wrong size`);
  return data;
}
