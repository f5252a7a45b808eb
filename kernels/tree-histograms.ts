/**
 * Histograms of boosted trees: per bin the sums of two f64 that hold integers (gradient, Hessian), 16 bytes, so that every
 * sum is exact and its order does not matter. The cells of a row, one byte each, stand together; a row's pair is two i32.
 */
const PAIR: usize = 8;
const SUM_SHIFT: usize = 4;

/** Copies the cells (`stride` bytes a row, a multiple of 16) and pairs of the listed rows, in the order of the list. */
export function gather(
  rows: usize,
  count: i32,
  cells: usize,
  stride: usize,
  pairs: usize,
  cellsOut: usize,
  pairsOut: usize,
): void {
  const end = rows + ((<usize>count) << 2);
  while (rows < end) {
    const row = <usize>load<u32>(rows);
    const from = cells + row * stride;
    for (let at: usize = 0; at < stride; at += 16) v128.store(cellsOut + at, v128.load(from + at));
    store<u64>(pairsOut, load<u64>(pairs + row * PAIR));
    rows += 4;
    cellsOut += stride;
    pairsOut += PAIR;
  }
}

/**
 * out_j[cells_i[j]] += pairs_i for `count` rows i and the four cells j from `cells` on. Four histograms of 256 bins fill
 * half of a first-level cache, and do not wait for each other's sums.
 */
export function addFourCells(
  cells: usize,
  count: i32,
  stride: usize,
  pairs: usize,
  outA: usize,
  outB: usize,
  outC: usize,
  outD: usize,
): void {
  const end = pairs + <usize>count * PAIR;
  while (pairs < end) {
    const pair = f64x2.convert_low_i32x4_s(v128.load64_zero(pairs));
    const a = outA + ((<usize>load<u8>(cells)) << SUM_SHIFT);
    const b = outB + ((<usize>load<u8>(cells, 1)) << SUM_SHIFT);
    const c = outC + ((<usize>load<u8>(cells, 2)) << SUM_SHIFT);
    const d = outD + ((<usize>load<u8>(cells, 3)) << SUM_SHIFT);
    v128.store(a, f64x2.add(v128.load(a), pair));
    v128.store(b, f64x2.add(v128.load(b), pair));
    v128.store(c, f64x2.add(v128.load(c), pair));
    v128.store(d, f64x2.add(v128.load(d), pair));
    cells += stride;
    pairs += PAIR;
  }
}

/** parent[i] −= child[i] for `count` bins */
export function subtract(parent: usize, child: usize, count: i32): void {
  const end = parent + ((<usize>count) << SUM_SHIFT);
  while (parent < end) {
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
    parent += 16;
    child += 16;
  }
}

/**
 * Moves the rows whose bin has a 1 in `goesLeft` (256 bytes) to the front and the others behind them, both in their order;
 * returns how many went to the front. `bins` is one byte per row, `spare` has room for `count` rows.
 */
export function partition(rows: usize, count: i32, bins: usize, goesLeft: usize, spare: usize): i32 {
  const end = rows + ((<usize>count) << 2);
  let front = rows;
  let back = spare;
  for (let at = rows; at < end; at += 4) {
    const row = load<u32>(at);
    const left = <usize>load<u8>(goesLeft + <usize>load<u8>(bins + <usize>row));
    store<u32>(front, row);
    store<u32>(back, row);
    front += left << 2;
    back += (1 - left) << 2;
  }
  memory.copy(front, spare, back - spare);
  return <i32>((front - rows) >> 2);
}

/** cells[row·stride] += bins[row]·factor */
export function spread(bins: usize, count: i32, factor: i32, cells: usize, stride: usize): void {
  const end = bins + <usize>count;
  while (bins < end) {
    store<u8>(cells, <u8>(load<u8>(cells) + load<u8>(bins) * factor));
    bins++;
    cells += stride;
  }
}

/**
 * out[bin] += the joint sums with this bin of one feature, whose codes count `inner` codes for each bin and start again
 * `outer` times.
 */
export function fold(joint: usize, outer: i32, bins: i32, inner: i32, out: usize): void {
  for (let turn = 0; turn < outer; turn++) {
    for (let bin = 0; bin < bins; bin++) {
      const cell = out + ((<usize>bin) << SUM_SHIFT);
      let sums = v128.load(cell);
      for (let code = 0; code < inner; code++, joint += 16) sums = f64x2.add(sums, v128.load(joint));
      v128.store(cell, sums);
    }
  }
}

/** scores[row] += value for the listed rows */
export function addLeaf(scores: usize, rows: usize, count: i32, value: f64): void {
  const end = rows + ((<usize>count) << 2);
  for (; rows < end; rows += 4) {
    const score = scores + ((<usize>load<u32>(rows)) << 3);
    store<f64>(score, load<f64>(score) + value);
  }
}

/** rows[i] = i */
export function restoreOrder(rows: usize, count: i32): void {
  for (let row = 0; row < count; row++, rows += 4) store<i32>(rows, row);
}
