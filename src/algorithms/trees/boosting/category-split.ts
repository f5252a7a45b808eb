import { type NodeSums } from '../../kernels/trees/node-sums.js';
import { binSet } from '../bin-set.js';
import { MOST_BINS } from '../binning/edges.js';
import { leafScore, type Split, type SplitRules } from './gain.js';

/** Added to the Hessian of a bin in the order of bins, so that rare levels do not lead it. */
const ORDER_SMOOTHING = 10;
/** Added to λ in the gain of a split by category: many sets are looked at. */
const EXTRA_L2 = 10;
/** A node with at most this many levels present is split one level against the rest, without the two above. */
const FEW_LEVELS = 4;
/** Most bins of the smaller set. */
const MOST_IN_SET = 32;

/** What one call writes before it reads: arrays of its own would take longer than its sums. */
const PRESENT = new Int32Array(MOST_BINS + 1);
const KEYS = new Float64Array(MOST_BINS + 1);

/**
 * Split by a set of bins. Bins with a positive Hessian sum are ordered by G/(H + 10) (ties: lower bin), and every prefix with at most 32
 * bins in it or outside of it is a candidate: for a convex loss the best of all sets is among the prefixes (Fisher, JASA
 * 53, 1958; Ke et al. 2017). Up to four such bins: every single bin, without smoothing. The set goes left; bins without
 * one go with the heavier child (ties: right).
 */
export function bestCategorySplit(
  histogram: Float64Array,
  from: number,
  binCount: number,
  feature: number,
  sums: NodeSums,
  rules: SplitRules,
  threshold: number,
): Split | null {
  let count = 0;
  for (let bin = 0; bin < binCount; bin++) if (histogram[from + 2 * bin + 1]! > 0) PRESENT[count++] = bin;
  if (count < 2) return null;
  const few = count <= FEW_LEVELS;
  const l2 = few ? rules.l2 : rules.l2 + EXTRA_L2;
  const { gradientUnit, hessianUnit } = sums;
  if (!few) {
    for (let i = 0; i < count; i++) {
      const at = from + 2 * PRESENT[i]!;
      KEYS[i] = (histogram[at]! * gradientUnit) / (histogram[at + 1]! * hessianUnit + ORDER_SMOOTHING);
    }
    sortByKey(count);
  }
  const parent = leafScore(sums.gradient * gradientUnit, sums.hessian * hessianUnit, l2);
  let bestGain = threshold;
  let best = -1;
  let bestGradient = 0;
  let bestHessian = 0;
  let gradient = 0;
  let hessian = 0;
  const candidates = few && count > 2 ? count : count - 1;
  for (let i = 0; i < candidates; i++) {
    const at = from + 2 * PRESENT[i]!;
    gradient = few ? histogram[at]! : gradient + histogram[at]!;
    hessian = few ? histogram[at + 1]! : hessian + histogram[at + 1]!;
    if (!few && Math.min(i + 1, count - i - 1) > MOST_IN_SET) continue;
    const h = hessian * hessianUnit;
    const otherH = (sums.hessian - hessian) * hessianUnit;
    if (h < rules.minChildWeight || otherH < rules.minChildWeight) continue;
    const score =
      leafScore(gradient * gradientUnit, h, l2) + leafScore((sums.gradient - gradient) * gradientUnit, otherH, l2);
    const gain = (score - parent) / 2;
    if (gain > bestGain) {
      bestGain = gain;
      best = i;
      bestGradient = gradient;
      bestHessian = hessian;
    }
  }
  if (best < 0) return null;
  const chosen = PRESENT.subarray(few ? best : 0, best + 1);
  const leftBins = binSet(chosen, PRESENT.subarray(0, count), bestHessian > sums.hessian - bestHessian);
  return { gain: bestGain, feature, bin: -1, leftBins, gradient: bestGradient, hessian: bestHessian };
}

/** PRESENT by KEYS, ascending; equal keys stay in their order. By insertion: a node has few levels. */
function sortByKey(count: number): void {
  for (let i = 1; i < count; i++) {
    const bin = PRESENT[i]!;
    const key = KEYS[i]!;
    let j = i;
    for (; j > 0 && KEYS[j - 1]! > key; j--) {
      PRESENT[j] = PRESENT[j - 1]!;
      KEYS[j] = KEYS[j - 1]!;
    }
    PRESENT[j] = bin;
    KEYS[j] = key;
  }
}
