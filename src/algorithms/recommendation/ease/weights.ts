import { DataError, type FitContext } from '../../contract.js';
import { minusInvertedGram } from '../../kernels/symmetric-inverse.js';
import { type Incidence } from '../incidence.js';

/** beyond, the item-item matrix passes what a kernel can address */
const MAX_ITEMS = 20_000;

/** B of EASE, items × items, see ease.toTensors. */
export function easeWeights(incidence: Incidence, ridge: number, { onProgress, threads }: FitContext): Float32Array {
  const n = incidence.itemCount;
  if (n > MAX_ITEMS)
    throw new DataError('too_many_items', `ease weighs every pair of items: ${n} items are too many`, 'Use ials.');
  onProgress?.(0, `inverting the ${n} × ${n} item matrix`);
  const triangle = minusInvertedGram(incidence, ridge, threads);
  if (!triangle)
    throw new DataError('ill_conditioned', 'the item matrix cannot be inverted', 'Raise the regularization.');
  const weights = new Float32Array(n * n);
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = triangle.row(i);
    diagonal[i] = -row[i]!;
    for (let j = 0; j < i; j++) {
      weights[i * n + j] = row[j]! / diagonal[j]!;
      weights[j * n + i] = row[j]! / diagonal[i]!;
    }
  }
  onProgress?.(1, `${n} × ${n} item matrix inverted`);
  return weights;
}
