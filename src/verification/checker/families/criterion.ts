/**
 * What a tree maximizes at every split: s(left) + s(right) − s(parent) with s = Σ_k G_k²/(H + λ) of sums (rows, H, G_1, …)
 * over rows. Weights as H and targets as G give variance, class counts give Gini (Breiman et al., CART, 1984, sections 4.3
 * and 8.4); derivatives of a loss give Newton boosting (Chen & Guestrin, KDD 2016, equation 7).
 */
export interface Criterion {
  /** of each row: H, G, which of the `outputs` G belongs to, and the square that G² is compared with */
  readonly weights: Float64Array;
  readonly amounts: Float64Array;
  readonly lanes: Uint8Array | Int32Array;
  readonly squares: Float64Array;
  readonly outputs: number;
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

/** Adds (1, H, G) of the rows to the sums of their bins, or all to the first; `stride` numbers each. */
export function addRows(
  sums: Float64Array,
  rows: Uint32Array,
  { weights, amounts, lanes, outputs }: Criterion,
  bins: Uint8Array | null = null,
  from = 0,
): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const at = bins ? from + bins[row]! * (2 + outputs) : from;
    sums[at]!++;
    sums[at + 1]! += weights[row]!;
    sums[at + 2 + lanes[row]!]! += amounts[row]!;
  }
}

/** −∞ where a child is too small. At the very boundary rounding decides: neither required nor forbidden. */
export function scoreOf(sums: Float64Array, { lambda, least }: Criterion, more: number, isChild = true): number {
  const weight = sums[1]!;
  if (isChild && (weight < least * (1 - 1e-7) || weight <= 0)) return -Infinity;
  let squares = 0;
  for (let lane = 2; lane < sums.length; lane++) squares += sums[lane]! * sums[lane]!;
  return squares / (weight + lambda + more);
}

/** What the splits of a node by one feature may be, from the sums of its bins. */
export interface Choice {
  /** bins that hold rows */
  readonly held: number;
  /** what a set of levels pays */
  readonly more: number;
  /** the largest s(left) + s(right); −∞ without any */
  readonly best: number;
}

/** Cuts between bins in their order; of levels, prefixes in the order of their means, or each alone. */
export function choiceOf(bins: Float64Array, whole: Float64Array, isCategory: boolean, criterion: Criterion): Choice {
  const stride = whole.length;
  const order: number[] = [];
  for (let at = 0; at < bins.length; at += stride) if (bins[at]! > 0) order.push(at);
  const held = order.length;
  const isSingle = isCategory && held <= criterion.alone;
  const isOrdered = isCategory && !isSingle;
  const more = isOrdered ? criterion.smoothing : 0;
  const keys = isOrdered ? keysOf(bins, whole, criterion) : null;
  if (keys) order.sort((a, b) => keys[a / stride]! - keys[b / stride]!);
  const [left, right] = [new Float64Array(stride), new Float64Array(stride)];
  let best = -Infinity;
  for (let i = 0; i < held; i++) {
    const at = order[i]!;
    for (let lane = 0; lane < stride; lane++) {
      left[lane] = isSingle ? bins[at + lane]! : left[lane]! + bins[at + lane]!;
      right[lane] = whole[lane]! - left[lane]!;
    }
    if (!isSingle && (i === held - 1 || Math.min(i + 1, held - i - 1) > criterion.most)) continue;
    if (keys && keys[at / stride] === keys[order[i + 1]! / stride]) continue;
    best = Math.max(best, scoreOf(left, criterion, more) + scoreOf(right, criterion, more));
  }
  return { held, more, best };
}

/** G/(H + smoothing) of each bin. Keys that differ by rounding only are equal: a cut between their bins is allowed, not required. */
function keysOf(bins: Float64Array, whole: Float64Array, { smoothing, unit }: Criterion): Float64Array {
  let major = 2;
  for (let lane = 3; lane < whole.length; lane++) if (whole[lane]! > whole[major]!) major = lane;
  const keys = new Float64Array(bins.length / whole.length);
  return keys.map((_, bin) =>
    Math.round(bins[bin * whole.length + major]! / (bins[bin * whole.length + 1]! + smoothing) / (unit * 1e-9)),
  );
}
