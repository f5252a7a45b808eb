/** Numbers into bins: the order of a sample, from which edges are made, and the edges below each value. */
const DIGIT_BITS: u64 = 11;
const DIGITS: i32 = 6;
const COUNTS: usize = 2048 * 4;
const SIGN: u64 = 0x8000000000000000;

/**
 * Sorts `count` finite doubles ascending by their bits (−0 before 0), least significant digit first. `spare` has room for
 * as many, `counts` for 6 × 2,048 i32. A digit that is the same everywhere costs no pass.
 */
export function sort(values: usize, count: i32, spare: usize, counts: usize): void {
  memory.fill(counts, 0, COUNTS * DIGITS);
  const bytes = (<usize>count) << 3;
  for (let at = values; at < values + bytes; at += 8) {
    const bits = load<u64>(at);
    // Negative doubles in reverse and below the others: then integers compare as the doubles do.
    const key = bits ^ (bits & SIGN ? ~(<u64>0) : SIGN);
    store<u64>(at, key);
    for (let digit = 0; digit < DIGITS; digit++) {
      const counter = counterOf(counts, key, digit);
      store<i32>(counter, load<i32>(counter) + 1);
    }
  }
  let from = values;
  let to = spare;
  for (let digit = 0; digit < DIGITS; digit++) {
    const own = counts + COUNTS * digit;
    if (load<i32>(counterOf(counts, load<u64>(from), digit)) == count) continue;
    startsOf(own);
    for (let at = from; at < from + bytes; at += 8) {
      const key = load<u64>(at);
      const counter = counterOf(counts, key, digit);
      const place = load<i32>(counter);
      store<i32>(counter, place + 1);
      store<u64>(to + ((<usize>place) << 3), key);
    }
    const swapped = from;
    from = to;
    to = swapped;
  }
  for (let i: usize = 0; i < bytes; i += 8) {
    const key = load<u64>(from + i);
    store<u64>(values + i, key ^ (key & SIGN ? SIGN : ~(<u64>0)));
  }
}

function counterOf(counts: usize, key: u64, digit: i32): usize {
  const value = <usize>((key >> (DIGIT_BITS * digit)) & 2047);
  return counts + COUNTS * digit + (value << 2);
}

/** Counts become the places where their digits start. */
function startsOf(counts: usize): void {
  let sum = 0;
  for (let at = counts; at < counts + COUNTS; at += 4) {
    const own = load<i32>(at);
    store<i32>(at, sum);
    sum += own;
  }
}

/** bins[i] = the number of edges below values[i]; `edges` holds 255, ascending, filled up with Infinity. */
export function findBins(values: usize, count: i32, edges: usize, bins: usize): void {
  const end = bins + <usize>count;
  while (bins < end) {
    const x = load<f64>(values);
    let bin: usize = 0;
    bin += below(edges, bin + 127, x) << 7;
    bin += below(edges, bin + 63, x) << 6;
    bin += below(edges, bin + 31, x) << 5;
    bin += below(edges, bin + 15, x) << 4;
    bin += below(edges, bin + 7, x) << 3;
    bin += below(edges, bin + 3, x) << 2;
    bin += below(edges, bin + 1, x) << 1;
    bin += below(edges, bin, x);
    store<u8>(bins, <u8>bin);
    bins++;
    values += 8;
  }
}

function below(edges: usize, i: usize, x: f64): usize {
  return <usize>(load<f64>(edges + (i << 3)) < x);
}
