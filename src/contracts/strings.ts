import { type Tensor, TensorFileError, type TensorMap } from './safetensors.js';

/** A list of strings as two tensors: `<name>.utf8` (all bytes joined) and `<name>.offsets` (n + 1 ascending byte offsets). */
export function stringsToTensors(name: string, strings: readonly string[]): [string, Tensor][] {
  const encoder = new TextEncoder();
  const offsets = new Uint32Array(strings.length + 1);
  strings.forEach((text, i) => (offsets[i + 1] = offsets[i]! + utf8Length(text)));
  const utf8 = new Uint8Array(offsets[strings.length]!);
  strings.forEach((text, i) => encoder.encodeInto(text, utf8.subarray(offsets[i], offsets[i + 1])));
  return [
    [`${name}.utf8`, { shape: [utf8.length], data: utf8 }],
    [`${name}.offsets`, { shape: [offsets.length], data: offsets }],
  ];
}

/** Bytes that TextEncoder makes of a text: a lone surrogate becomes U+FFFD, of three bytes. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    // A pair of two units takes four bytes, not six.
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) i++;
  }
  return bytes;
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

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
