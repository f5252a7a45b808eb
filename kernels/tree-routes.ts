/** Rows down one tree. A node is 16 bytes: i32 feature (−1: leaf), i32 left child, f64 threshold; nodes[0] is the root. */
const IS_CATEGORY: i32 = 0x40000000;

/**
 * leaves[row] = threshold of the leaf that the row reaches, as an integer. Cells are f64, row-major, `stride` bytes a row. A number
 * goes left where cell ≤ threshold; a category (bit 30 of the feature) where the set of that index, 8 words of 32 bins, has its
 * bin. The right child follows the left one.
 */
export function route(cells: usize, rows: i32, stride: usize, nodes: usize, sets: usize, leaves: usize): void {
  const end = leaves + ((<usize>rows) << 2);
  for (; leaves < end; leaves += 4, cells += stride) {
    let node = nodes;
    let feature = load<i32>(node);
    while (feature >= 0) {
      const cell = load<f64>(cells + ((<usize>(feature & ~IS_CATEGORY)) << 3));
      const threshold = load<f64>(node, 8);
      let goesLeft: u32;
      if (feature & IS_CATEGORY) {
        const bin = <u32>cell;
        goesLeft = (load<u32>(sets + ((<usize>threshold) << 5) + ((bin >>> 5) << 2)) >>> (bin & 31)) & 1;
      } else {
        goesLeft = u32(cell <= threshold);
      }
      node = nodes + ((<usize>load<u32>(node, 4) + 1 - goesLeft) << 4);
      feature = load<i32>(node);
    }
    store<i32>(leaves, <i32>load<f64>(node, 8));
  }
}
