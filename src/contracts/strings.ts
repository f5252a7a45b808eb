import { type Tensor, TensorFileError, type TensorMap } from './safetensors.js';

/** A list of strings as two tensors: `<name>.utf8` (all bytes joined) and `<name>.offsets` (n + 1 ascending byte offsets). */
export function stringsToTensors(name: string, strings: readonly string[]): [string, Tensor][] {
  const encoder = new TextEncoder();
  const parts = strings.map((text) => encoder.encode(text));
  const offsets = new Uint32Array(strings.length + 1);
  parts.forEach((part, i) => (offsets[i + 1] = offsets[i]! + part.length));
  const utf8 = new Uint8Array(offsets[strings.length]!);
  parts.forEach((part, i) => utf8.set(part, offsets[i]));
  return [
    [`${name}.utf8`, { shape: [utf8.length], data: utf8 }],
    [`${name}.offsets`, { shape: [offsets.length], data: offsets }],
  ];
}

export function stringsFromTensors(name: string, tensors: TensorMap): string[] {
  const utf8 = tensorOf(tensors, `${name}.utf8`, Uint8Array);
  const offsets = tensorOf(tensors, `${name}.offsets`, Uint32Array);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  if (offsets.length === 0 || offsets[0] !== 0 || offsets[offsets.length - 1] !== utf8.length) {
    throw new TensorFileError(`${name}: offsets do not span the text`);
  }
  return Array.from({ length: offsets.length - 1 }, (_, i) => {
    const [from, to] = [offsets[i]!, offsets[i + 1]!];
    if (to < from) throw new TensorFileError(`${name}: offsets descend`);
    return decoder.decode(utf8.subarray(from, to));
  });
}

export function jsonToTensor(json: string): Tensor {
  const data = new TextEncoder().encode(json);
  return { shape: [data.length], data };
}

export function jsonFromTensor(tensors: TensorMap, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(tensorOf(tensors, name, Uint8Array)));
  } catch (error) {
    if (error instanceof TensorFileError) throw error;
    throw new TensorFileError(`${name}: not JSON`);
  }
}

/** The data of a tensor that must exist and have this element type. */
export function tensorOf<T extends Tensor['data']>(tensors: TensorMap, name: string, type: new (n: number) => T): T {
  const tensor = tensors.get(name);
  if (!tensor) throw new TensorFileError(`tensor ${name} is missing`);
  if (!(tensor.data instanceof type)) throw new TensorFileError(`tensor ${name} has the wrong type`);
  return tensor.data;
}
