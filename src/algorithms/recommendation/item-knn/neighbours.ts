import { type FitContext } from '../../contract.js';
import { coOccurrences, type Incidence } from '../incidence.js';
import { topN } from '../top-n.js';

/** Those of item j lie at offsets[j] to offsets[j + 1] − 1, most similar first. */
export interface Neighbours {
  readonly offsets: Uint32Array;
  readonly items: Int32Array;
  readonly similarities: Float64Array;
}

const REPORT_EVERY = 1024;

/** See itemKnn.toTensors for the similarity and the order. */
export function nearestItems(
  incidence: Incidence,
  most: number,
  shrinkage: number,
  { onProgress }: FitContext,
): Neighbours {
  const n = incidence.itemCount;
  const counts = new Int32Array(n);
  const similarities = new Float64Array(n);
  const usersOf = (item: number) => incidence.itemOffsets[item + 1]! - incidence.itemOffsets[item]!;
  const offsets = new Uint32Array(n + 1);
  const lists = Array.from({ length: n }, (_, item) => {
    coOccurrences(incidence, item, counts);
    for (let other = 0; other < n; other++) {
      const both = counts[other]!;
      const none = both === 0 || other === item;
      similarities[other] = none ? -Infinity : both / (Math.sqrt(usersOf(item) * usersOf(other)) + shrinkage);
    }
    const nearest = topN(similarities, most);
    offsets[item + 1] = offsets[item]! + nearest.length;
    if (item % REPORT_EVERY === 0) onProgress?.(item / n, `neighbours of ${item} of ${n} items`);
    return nearest;
  });
  const flat = lists.flat();
  return {
    offsets,
    items: Int32Array.from(flat, ({ item }) => item),
    similarities: Float64Array.from(flat, ({ score }) => score),
  };
}
