/**
 * Histograms of boosted trees: per bin the sums of two f64 that hold integers (gradient, Hessian), 16 bytes, so that every
 * sum is exact and its order does not matter. Bins are one byte per row, each feature apart.
 */
const PAIR: usize = 16;

/** ordered[i] = pairs[rows[i]] */
export function gather(rows: usize, count: i32, pairs: usize, ordered: usize): void {
  const end = rows + ((<usize>count) << 2);
  while (rows < end) {
    v128.store(ordered, v128.load(pairs + ((<usize>load<u32>(rows)) << 4)));
    rows += 4;
    ordered += PAIR;
  }
}

/** out[bins[rows[i]]] += ordered[i] for one feature */
export function addFeature(rows: usize, count: i32, ordered: usize, bins: usize, out: usize): void {
  const end = rows + ((<usize>count) << 2);
  while (rows < end) {
    const cell = out + ((<usize>load<u8>(bins + <usize>load<u32>(rows))) << 4);
    v128.store(cell, f64x2.add(v128.load(cell), v128.load(ordered)));
    rows += 4;
    ordered += PAIR;
  }
}

/** The same for four features, which share the loads of row and pair and do not wait for each other's sums. */
export function addFourFeatures(
  rows: usize,
  count: i32,
  ordered: usize,
  binsA: usize,
  binsB: usize,
  binsC: usize,
  binsD: usize,
  outA: usize,
  outB: usize,
  outC: usize,
  outD: usize,
): void {
  const end = rows + ((<usize>count) << 2);
  while (rows < end) {
    const row = <usize>load<u32>(rows);
    const pair = v128.load(ordered);
    const a = outA + ((<usize>load<u8>(binsA + row)) << 4);
    const b = outB + ((<usize>load<u8>(binsB + row)) << 4);
    const c = outC + ((<usize>load<u8>(binsC + row)) << 4);
    const d = outD + ((<usize>load<u8>(binsD + row)) << 4);
    v128.store(a, f64x2.add(v128.load(a), pair));
    v128.store(b, f64x2.add(v128.load(b), pair));
    v128.store(c, f64x2.add(v128.load(c), pair));
    v128.store(d, f64x2.add(v128.load(d), pair));
    rows += 4;
    ordered += PAIR;
  }
}

/** parent[i] −= child[i] for `count` pairs */
export function subtract(parent: usize, child: usize, count: i32): void {
  const end = parent + ((<usize>count) << 4);
  while (parent < end) {
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
    parent += PAIR;
    child += PAIR;
  }
}

/**
 * Moves the rows whose bin has a 1 in `goesLeft` (256 bytes) to the front and the others behind them, both in their order;
 * returns how many went to the front. `spare` has room for `count` rows.
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
