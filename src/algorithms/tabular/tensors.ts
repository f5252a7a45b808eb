import { DataError, type TensorLike } from '../contract.js';

type Tensors = ReadonlyMap<string, TensorLike>;

/** The data of a tensor that must exist with this element type; throws DataError `bad_model` otherwise. */
export const float64Tensor = (tensors: Tensors, name: string) => typedTensor(tensors, name, Float64Array);
export const int32Tensor = (tensors: Tensors, name: string) => typedTensor(tensors, name, Int32Array);
export const uint32Tensor = (tensors: Tensors, name: string) => typedTensor(tensors, name, Uint32Array);
export const uint8Tensor = (tensors: Tensors, name: string) => typedTensor(tensors, name, Uint8Array);

/** The only element of a one-element Float64 tensor. */
export function scalarTensor(tensors: Tensors, name: string): number {
  const [value, ...rest] = float64Tensor(tensors, name);
  if (value === undefined || rest.length > 0) throw new DataError('bad_model', `Tensor ${name} is not a scalar.`);
  return value;
}

export const vector = (data: TensorLike['data']): TensorLike => ({ shape: [data.length], data });
export const scalar = (value: number): TensorLike => vector(Float64Array.of(value));

function typedTensor<T extends TensorLike['data']>(tensors: Tensors, name: string, type: new (n: number) => T): T {
  const data = tensors.get(name)?.data;
  if (!(data instanceof type)) throw new DataError('bad_model', `Tensor ${name} is missing or has the wrong type.`);
  return data;
}
