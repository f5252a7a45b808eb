/**
 * Rows down one tree, eight at a time and as many steps as its longest path has, so that none waits for another's loads or for a
 * branch. A node is 32 bytes: u32 address of its feature's cells (f64, one a row), u32 address of the right child, behind the left
 * one's, f64 threshold, u32 address of a set of 256 bins, i32 leaf. A number has an empty set; a category has the threshold NaN,
 * and its cell is its bin; a leaf leads to itself: threshold Infinity, and right child behind itself.
 */
const NODE_SHIFT: u32 = 5;
/** A double of 2^52 + i holds i in its low bits. */
const INTEGER: f64 = 4503599627370496;

/** leaves[row] = leaf that the row reaches; `count` is a multiple of 8. */
export function route(count: i32, root: usize, steps: i32, leaves: usize): void {
  const end = leaves + ((<usize>count) << 2);
  for (let rows: usize = 0; leaves < end; leaves += 32, rows += 64) {
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    let e = root;
    let f = root;
    let g = root;
    let h = root;
    for (let step = 0; step < steps; step++) {
      a = childOf(a, load<f64>(load<u32>(a) + rows));
      b = childOf(b, load<f64>(load<u32>(b) + rows, 8));
      c = childOf(c, load<f64>(load<u32>(c) + rows, 16));
      d = childOf(d, load<f64>(load<u32>(d) + rows, 24));
      e = childOf(e, load<f64>(load<u32>(e) + rows, 32));
      f = childOf(f, load<f64>(load<u32>(f) + rows, 40));
      g = childOf(g, load<f64>(load<u32>(g) + rows, 48));
      h = childOf(h, load<f64>(load<u32>(h) + rows, 56));
    }
    store<i32>(leaves, load<i32>(a, 20));
    store<i32>(leaves, load<i32>(b, 20), 4);
    store<i32>(leaves, load<i32>(c, 20), 8);
    store<i32>(leaves, load<i32>(d, 20), 12);
    store<i32>(leaves, load<i32>(e, 20), 16);
    store<i32>(leaves, load<i32>(f, 20), 20);
    store<i32>(leaves, load<i32>(g, 20), 24);
    store<i32>(leaves, load<i32>(h, 20), 28);
  }
}

/** Left where cell ≤ threshold or the set has the bin. */
function childOf(node: usize, cell: f64): usize {
  const bin = <u32>reinterpret<u64>(cell + INTEGER);
  const word = load<u32>(load<u32>(node, 16) + ((bin >>> 3) & 28));
  const goesLeft = (<u32>(cell <= load<f64>(node, 8))) | ((word >>> (bin & 31)) & 1);
  return load<u32>(node, 4) - (goesLeft << NODE_SHIFT);
}
