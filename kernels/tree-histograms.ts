/**
 * Histograms of boosted trees: per bin the sums of two f64 that hold integers (gradient, Hessian), 16 bytes, so that every
 * sum is exact and its order does not matter. Rows have 32 cells of one byte side by side, and a pair of two i32.
 */
const PAIR: usize = 8;
const ROW: usize = 32;
const SUM_SHIFT: usize = 4;
/** bytes of 256 bins */
const SLOT: usize = 4096;

/** Copies the cells and pairs of the listed rows, in the order of the list. */
export function gather(rows: usize, count: i32, cells: usize, pairs: usize, cellsOut: usize, pairsOut: usize): void {
  const end = rows + ((<usize>count) << 2);
  while (rows < end) {
    const row = <usize>load<u32>(rows);
    const from = cells + row * ROW;
    v128.store(cellsOut, v128.load(from));
    v128.store(cellsOut, v128.load(from, 16), 16);
    store<u64>(pairsOut, load<u64>(pairs + row * PAIR));
    rows += 4;
    cellsOut += ROW;
    pairsOut += PAIR;
  }
}

/**
 * sums_j[cells_i[j]] += pairs_i for `count` rows i and the four cells j from `cells` on; the histograms stand side by side, 256
 * bins each. Four of them fill half of a first-level cache, and do not wait for each other's sums.
 */
export function addFourCells(cells: usize, count: i32, pairs: usize, sums: usize): void {
  const end = pairs + <usize>(count & ~1) * PAIR;
  while (pairs < end) {
    addRow(cells, pairs, sums);
    addRow(cells + ROW, pairs + PAIR, sums);
    cells += 2 * ROW;
    pairs += 2 * PAIR;
  }
  if (count & 1) addRow(cells, pairs, sums);
}

function addRow(cells: usize, pairs: usize, sums: usize): void {
  const pair = f64x2.convert_low_i32x4_s(v128.load64_zero(pairs));
  const a = sums + ((<usize>load<u8>(cells)) << SUM_SHIFT);
  v128.store(a, f64x2.add(v128.load(a), pair));
  const b = sums + ((<usize>load<u8>(cells, 1)) << SUM_SHIFT);
  v128.store(b, f64x2.add(v128.load(b, SLOT), pair), SLOT);
  const c = sums + ((<usize>load<u8>(cells, 2)) << SUM_SHIFT);
  v128.store(c, f64x2.add(v128.load(c, 2 * SLOT), pair), 2 * SLOT);
  const d = sums + ((<usize>load<u8>(cells, 3)) << SUM_SHIFT);
  v128.store(d, f64x2.add(v128.load(d, 3 * SLOT), pair), 3 * SLOT);
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

/** cells[32·row] += bins[row]·factor */
export function spread(bins: usize, count: i32, factor: i32, cells: usize): void {
  const end = bins + <usize>count;
  while (bins < end) {
    store<u8>(cells, <u8>(load<u8>(cells) + load<u8>(bins) * factor));
    bins++;
    cells += ROW;
  }
}

/**
 * out[bin] = the joint sums with this bin of one feature, whose codes count `inner` codes for each bin and start again
 * `outer` times.
 */
export function fold(joint: usize, outer: i32, bins: i32, inner: i32, out: usize): void {
  const turn = ((<usize>bins * <usize>inner) << SUM_SHIFT) - ((<usize>inner) << SUM_SHIFT);
  for (let bin = 0; bin < bins; bin++, out += 16) {
    let from = joint + ((<usize>bin * <usize>inner) << SUM_SHIFT);
    let sums = f64x2.splat(0);
    for (let again = 0; again < outer; again++, from += turn) {
      for (let code = 0; code < inner; code++, from += 16) sums = f64x2.add(sums, v128.load(from));
    }
    v128.store(out, sums);
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
