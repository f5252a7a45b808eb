import { type NodeSums } from '../../kernels/trees/node-sums.js';
import { binSet } from '../bin-set.js';
import { leafScore, type Split, type SplitRules } from './gain.js';

/** Added to the Hessian of a bin in the order of bins, so that rare levels do not lead it. */
const ORDER_SMOOTHING = 10;
/** Added to λ in the gain of a split by category: many sets are looked at. */
const EXTRA_L2 = 10;
/** A node with at most this many levels present is split one level against the rest, without the two above. */
const FEW_LEVELS = 4;
/** Most bins of the smaller set. */
const MOST_IN_SET = 32;

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
  const found = new Int32Array(binCount);
  let count = 0;
  for (let bin = 0; bin < binCount; bin++) if (histogram[from + 2 * bin + 1]! > 0) found[count++] = bin;
  if (count < 2) return null;
  const present = found.subarray(0, count);
  const few = present.length <= FEW_LEVELS;
  const l2 = few ? rules.l2 : rules.l2 + EXTRA_L2;
  const { gradientUnit, hessianUnit } = sums;
  if (!few) {
    const keys = new Float64Array(binCount);
    for (const bin of present) {
      const hessian = histogram[from + 2 * bin + 1]! * hessianUnit;
      keys[bin] = (histogram[from + 2 * bin]! * gradientUnit) / (hessian + ORDER_SMOOTHING);
    }
    sortByKey(present, keys);
  }
  const parent = leafScore(sums.gradient * gradientUnit, sums.hessian * hessianUnit, l2);
  let bestGain = threshold;
  let best = -1;
  let [bestGradient, bestHessian] = [0, 0];
  let [gradient, hessian] = [0, 0];
  const candidates = few && present.length > 2 ? present.length : present.length - 1;
  for (let i = 0; i < candidates; i++) {
    const at = from + 2 * present[i]!;
    gradient = few ? histogram[at]! : gradient + histogram[at]!;
    hessian = few ? histogram[at + 1]! : hessian + histogram[at + 1]!;
    if (!few && Math.min(i + 1, present.length - i - 1) > MOST_IN_SET) continue;
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
  const chosen = few ? present.subarray(best, best + 1) : present.subarray(0, best + 1);
  const leftBins = binSet(chosen, present, bestHessian > sums.hessian - bestHessian);
  return { gain: bestGain, feature, bin: -1, leftBins, gradient: bestGradient, hessian: bestHessian };
}

/** Ascending; equal keys stay in their order. By insertion: a node has few levels, and no call per comparison pays at any number. */
function sortByKey(bins: Int32Array, keys: Float64Array): void {
  for (let i = 1; i < bins.length; i++) {
    const bin = bins[i]!;
    const key = keys[bin]!;
    let j = i;
    for (; j > 0 && keys[bins[j - 1]!]! > key; j--) bins[j] = bins[j - 1]!;
    bins[j] = bin;
  }
}
