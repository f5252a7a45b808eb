import { DataError, type FitContext } from '../../contract.js';
import { invertSpd } from '../../linalg/invert-spd.js';
import { coOccurrences, type Incidence } from '../incidence.js';

/** B of EASE, items × items, see ease.toTensors. */
export function easeWeights(incidence: Incidence, ridge: number, { onProgress }: FitContext): Float32Array {
  const n = incidence.itemCount;
  const inverse = new Float64Array(n * n);
  const counts = new Int32Array(n);
  for (let item = 0; item < n; item++) {
    coOccurrences(incidence, item, counts);
    for (let other = 0; other <= item; other++) inverse[item * n + other] = counts[other]!;
    inverse[item * n + item]! += ridge;
  }
  onProgress?.(0.3, `co-occurrences of ${n} items counted`);
  if (!invertSpd(inverse, n))
    throw new DataError('ill_conditioned', 'the item matrix cannot be inverted', 'Raise the regularization.');
  const weights = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const p = inverse[i * n + j]!;
      weights[i * n + j] = -p / inverse[j * n + j]!;
      weights[j * n + i] = -p / inverse[i * n + i]!;
    }
  }
  onProgress?.(1, `${n} × ${n} item matrix inverted`);
  return weights;
}
