import { RandomStream } from '../random/stream.js';

const SCALE = 0.1;

/** rows × width, row by row: 0.1 (a + b + c + d − 2) with the next four uniforms of the stream. */
export function initialFactors(seed: number, purpose: string, rows: number, width: number): Float64Array {
  const stream = new RandomStream(seed, purpose);
  const factors = new Float64Array(rows * width);
  for (let at = 0; at < factors.length; at++) {
    const sum = stream.uniform() + stream.uniform() + stream.uniform() + stream.uniform();
    factors[at] = SCALE * (sum - 2);
  }
  return factors;
}
