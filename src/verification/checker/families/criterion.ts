/**
 * What a tree maximizes at every split: s(left) + s(right) − s(parent) with s = Σ_k G_k²/(H + λ) of sums (H, Q, G_1, …) over
 * rows. Weights as H and targets as G give variance, class counts give Gini (Breiman et al., CART, 1984, sections 4.3 and
 * 8.4); derivatives of a loss give Newton boosting (Chen & Guestrin, KDD 2016, equation 7). Q are squares.
 */
export interface Criterion {
  readonly lanes: number;
  add(row: number, sums: Float64Array): void;
  readonly lambda: number;
  /** least H of a child */
  readonly least: number;
  /** size of a G that counts */
  readonly unit: number;
  /** a leaf is offset + rate·G/(H + λ) */
  readonly offset: number;
  readonly rate: number;
  /** Sets of levels, in the order of G/(H + smoothing), pay as much more of λ: Ke et al. (NeurIPS 2017). */
  readonly smoothing: number;
  /** levels up to which each is split from the rest instead */
  readonly alone: number;
  /** most levels on the smaller side of a set */
  readonly most: number;
}

const add = (into: Float64Array, bin: Float64Array) => bin.forEach((value, lane) => (into[lane]! += value));

export function scoreOf(sums: Float64Array, { lambda }: Criterion, more: number): number {
  let squares = 0;
  for (let lane = 2; lane < sums.length; lane++) squares += sums[lane]! * sums[lane]!;
  return squares / (sums[0]! + lambda + more);
}

/** −∞ where a child is too small. At the very boundary rounding decides: neither required nor forbidden. */
export const childScore = (sums: Float64Array, criterion: Criterion, more: number): number =>
  sums[0]! < criterion.least * (1 - 1e-7) || sums[0]! <= 0 ? -Infinity : scoreOf(sums, criterion, more);

/** The largest s(left) + s(right) of all splits of the bins that the criterion looks at; −∞ without any. */
export function bestScore(
  bins: readonly Float64Array[],
  whole: Float64Array,
  isCategory: boolean,
  criterion: Criterion,
): number {
  const single = isCategory && bins.length <= criterion.alone;
  const ordered = isCategory && !single;
  const more = ordered ? criterion.smoothing : 0;
  const major = whole.indexOf(
    whole.subarray(2).reduce((a, b) => Math.max(a, b)),
    2,
  );
  // Keys that differ by rounding only are equal: a cut between their bins is allowed, not required.
  const key = (bin: Float64Array) =>
    Math.round(bin[major]! / (bin[0]! + criterion.smoothing) / (criterion.unit * 1e-9));
  const order = ordered ? [...bins].sort((a, b) => key(a) - key(b)) : bins;
  const left = new Float64Array(criterion.lanes);
  let best = -Infinity;
  order.forEach((bin, i) => {
    if (single) left.set(bin);
    else add(left, bin);
    const next = order[i + 1];
    if (!single && (!next || Math.min(i + 1, order.length - i - 1) > criterion.most)) return;
    if (ordered && key(bin) === key(next!)) return;
    const right = whole.map((value, lane) => value - left[lane]!);
    best = Math.max(best, childScore(left, criterion, more) + childScore(right, criterion, more));
  });
  return best;
}
