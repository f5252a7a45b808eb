import { type TreeHistograms } from '../../kernels/trees/histograms.js';
import { type NodeSums } from '../../kernels/trees/node-sums.js';
import { type BinnedFeatures } from '../binning/mapper.js';
import { bestCategorySplit } from './category-split.js';
import { leafScore, type Split, type SplitRules } from './gain.js';

/** The split of largest gain; ties go to the lower feature, then to the lower bin. Null if none gains more than minGain. */
export function bestSplit(
  histograms: TreeHistograms,
  handle: number,
  { kinds, binCounts }: BinnedFeatures,
  features: Int32Array,
  sums: NodeSums,
  rules: SplitRules,
): Split | null {
  let best: Split | null = null;
  const cells = histograms.histogram(handle);
  for (const feature of features) {
    const from = 2 * histograms.offsets[feature]!;
    const threshold: number = best ? best.gain : rules.minGain;
    const found: Split | null =
      kinds[feature] === 1
        ? bestCategorySplit(cells, from, binCounts[feature]!, feature, sums, rules, threshold)
        : bestNumberSplit(histograms, handle, feature, sums, rules, threshold);
    if (found) best = found;
  }
  return best;
}

function bestNumberSplit(
  histograms: TreeHistograms,
  handle: number,
  feature: number,
  sums: NodeSums,
  { l2, minChildWeight }: SplitRules,
  threshold: number,
): Split | null {
  const { gradientUnit, hessianUnit } = sums;
  const parent = leafScore(sums.gradient * gradientUnit, sums.hessian * hessianUnit, l2);
  // Compared as scores, to spare the inner loop the subtraction: gain = ½(score − parent).
  const found = histograms.bestPrefix(handle, feature, sums, l2, minChildWeight / hessianUnit, 2 * threshold + parent);
  if (!found) return null;
  const { bin, score, gradient, hessian } = found;
  return { gain: (score - parent) / 2, feature, bin, leftBins: null, gradient, hessian };
}
