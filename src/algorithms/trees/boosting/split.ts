import { type BinnedFeatures } from '../binning/mapper.js';
import { bestCategorySplit } from './category-split.js';
import { leafScore, type NodeSums, type Split, type SplitRules } from './gain.js';

/** The split of largest gain; ties go to the lower feature, then to the lower bin. Null if none gains more than minGain. */
export function bestSplit(
  histogram: Float64Array,
  offsets: Int32Array,
  { kinds, binCounts }: BinnedFeatures,
  features: Int32Array,
  sums: NodeSums,
  rules: SplitRules,
): Split | null {
  let best: Split | null = null;
  for (const feature of features) {
    const from = 2 * offsets[feature]!;
    const threshold: number = best ? best.gain : rules.minGain;
    const found: Split | null =
      kinds[feature] === 1
        ? bestCategorySplit(histogram, from, binCounts[feature]!, feature, sums, rules, threshold)
        : bestNumberSplit(histogram, from, binCounts[feature]!, feature, sums, rules, threshold);
    if (found) best = found;
  }
  return best;
}

function bestNumberSplit(
  histogram: Float64Array,
  from: number,
  binCount: number,
  feature: number,
  sums: NodeSums,
  { l2, minChildWeight }: SplitRules,
  threshold: number,
): Split | null {
  const { gradientUnit, hessianUnit } = sums;
  const parent = leafScore(sums.gradient * gradientUnit, sums.hessian * hessianUnit, l2);
  // Compared as scores, to spare the inner loop the subtraction: gain = ½(score − parent).
  let bestScore = 2 * threshold + parent;
  let bestBin = -1;
  let [bestGradient, bestHessian] = [0, 0];
  let [leftGradient, leftHessian] = [0, 0];
  const least = minChildWeight / hessianUnit;
  const most = sums.hessian - least;
  for (let bin = 0, at = from; bin + 1 < binCount; bin++, at += 2) {
    leftGradient += histogram[at]!;
    leftHessian += histogram[at + 1]!;
    if (leftHessian < least || leftHessian === 0) continue;
    if (leftHessian > most || leftHessian === sums.hessian) break;
    const g = leftGradient * gradientUnit;
    const h = leftHessian * hessianUnit;
    const otherG = (sums.gradient - leftGradient) * gradientUnit;
    const otherH = (sums.hessian - leftHessian) * hessianUnit;
    const score = (g * g) / (h + l2) + (otherG * otherG) / (otherH + l2);
    if (score > bestScore) {
      bestScore = score;
      bestBin = bin;
      bestGradient = leftGradient;
      bestHessian = leftHessian;
    }
  }
  if (bestBin < 0) return null;
  const gain = (bestScore - parent) / 2;
  return { gain, feature, bin: bestBin, leftBins: null, gradient: bestGradient, hessian: bestHessian };
}
