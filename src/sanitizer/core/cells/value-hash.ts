import { mix } from './interner.js';

const NUMBER = new Float64Array(1);
const WORDS = new Int32Array(NUMBER.buffer);

/** Of the bits of a number, equal for 0 and −0, as a signed 32-bit integer. */
export function valueHash(value: number): number {
  NUMBER[0] = value + 0;
  return mix(Math.imul(WORDS[0]!, 0x9e3779b1) ^ WORDS[1]!);
}
