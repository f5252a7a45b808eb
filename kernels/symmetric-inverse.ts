/**
 * Item-item matrices in f64: co-occurrence counts and the inverse of a symmetric positive definite matrix. The lower triangle
 * lies in blocks of BLOCK × BLOCK, row of blocks after row of blocks ((0, 0), (1, 0), (1, 1), (2, 0), …); a block in tiles of
 * TILE × TILE, column of tiles after column of tiles; a tile row-major. Thus everything that is touched together lies together.
 */
const BLOCK: i32 = 128;
/** rows, and columns, of a tile, which is what registers hold */
const TILE: i32 = 4;
const TILES: i32 = BLOCK / TILE;
const TILE_BYTES: usize = 128;
/** BLOCK positions of TILE rows, for each position the values of the rows */
const PANEL_BYTES: usize = 4096;
/** of one position in it */
const STEP_BYTES: usize = 32;
const BLOCK_BYTES: usize = 131072;
/** of a row of a block that is row-major */
const ROW_BYTES: usize = 1024;

/** Address of block (i, j), j ≤ i. */
function blockAt(a: usize, i: i32, j: i32): usize {
  return a + <usize>((i * (i + 1)) / 2 + j) * BLOCK_BYTES;
}

/** Offset of row r, column c in a block. */
function cellOf(r: i32, c: i32): usize {
  return <usize>((c / TILE) * TILES + r / TILE) * TILE_BYTES + ((<usize>((r % TILE) * TILE + (c % TILE))) << 3);
}

function increment(count: usize): void {
  store<i32>(count, load<i32>(count) + 1);
}

/**
 * Rows from .. to − 1 of the lower triangle: how many users met both items, and `ridge` more on the diagonal; below the last
 * item an identity. Lists ascend. itemStarts, userStarts: u32 offsets; users, items: i32; ridge: f64; scratch: i32, one an
 * item. Returns `to`.
 */
export function countPairs(
  from: i32,
  to: i32,
  itemCount: i32,
  itemStarts: usize,
  users: usize,
  userStarts: usize,
  userItems: usize,
  ridge: usize,
  a: usize,
  scratch: usize,
): i32 {
  for (let i = from; i < to; i++) {
    memory.fill(scratch, 0, (<usize>i + 1) << 2);
    const end = i < itemCount ? load<u32>(itemStarts + ((<usize>i) << 2), 4) : 0;
    for (let at = i < itemCount ? load<u32>(itemStarts + ((<usize>i) << 2)) : 0; at < end; at++) {
      const user = <usize>load<i32>(users + ((<usize>at) << 2));
      let next = userItems + ((<usize>load<u32>(userStarts + (user << 2))) << 2);
      const lastFour = userItems + ((<usize>load<u32>(userStarts + (user << 2), 4)) << 2) - 16;
      while (next <= lastFour && load<i32>(next, 12) < i) {
        increment(scratch + ((<usize>load<i32>(next)) << 2));
        increment(scratch + ((<usize>load<i32>(next, 4)) << 2));
        increment(scratch + ((<usize>load<i32>(next, 8)) << 2));
        increment(scratch + ((<usize>load<i32>(next, 12)) << 2));
        next += 16;
      }
      // The list has i: it need not be told where to end.
      let j = 0;
      do {
        j = load<i32>(next);
        increment(scratch + ((<usize>j) << 2));
        next += 4;
      } while (j < i);
    }
    for (let j = 0; j <= i; j++) {
      let value = <f64>load<i32>(scratch + ((<usize>j) << 2));
      if (j == i) value += i < itemCount ? load<f64>(ridge) : 1;
      store<f64>(blockAt(a, i / BLOCK, j / BLOCK) + cellOf(i % BLOCK, j % BLOCK), value);
    }
  }
  return to;
}

/** Row i of the lower triangle, i + 1 values. */
export function readRow(a: usize, i: i32, out: usize): void {
  for (let j = 0; j <= i; j++) {
    store<f64>(out + ((<usize>j) << 3), load<f64>(blockAt(a, i / BLOCK, j / BLOCK) + cellOf(i % BLOCK, j % BLOCK)));
  }
}

/** C −= W Vᵀ for a tile of C, with w and v panels. */
function subtractProduct(w: usize, v: usize, c: usize): void {
  let x00 = v128.load(c);
  let x01 = v128.load(c, 16);
  let x10 = v128.load(c, 32);
  let x11 = v128.load(c, 48);
  let x20 = v128.load(c, 64);
  let x21 = v128.load(c, 80);
  let x30 = v128.load(c, 96);
  let x31 = v128.load(c, 112);
  const end = v + PANEL_BYTES;
  while (v < end) {
    const b0 = v128.load(v);
    const b1 = v128.load(v, 16);
    let s = v128.load_splat<f64>(w);
    x00 = f64x2.sub(x00, f64x2.mul(s, b0));
    x01 = f64x2.sub(x01, f64x2.mul(s, b1));
    s = v128.load_splat<f64>(w, 8);
    x10 = f64x2.sub(x10, f64x2.mul(s, b0));
    x11 = f64x2.sub(x11, f64x2.mul(s, b1));
    s = v128.load_splat<f64>(w, 16);
    x20 = f64x2.sub(x20, f64x2.mul(s, b0));
    x21 = f64x2.sub(x21, f64x2.mul(s, b1));
    s = v128.load_splat<f64>(w, 24);
    x30 = f64x2.sub(x30, f64x2.mul(s, b0));
    x31 = f64x2.sub(x31, f64x2.mul(s, b1));
    v += STEP_BYTES;
    w += STEP_BYTES;
  }
  v128.store(c, x00);
  v128.store(c, x01, 16);
  v128.store(c, x10, 32);
  v128.store(c, x11, 48);
  v128.store(c, x20, 64);
  v128.store(c, x21, 80);
  v128.store(c, x30, 96);
  v128.store(c, x31, 112);
}

/** C −= W Vᵀ for a block of C, with the panels of W and V one after the other; of a `lower` one only tiles not above the diagonal. */
function subtractBlock(w: usize, v: usize, c: usize, lower: bool): void {
  for (let column = 0; column < TILES; column++) {
    for (let row = lower ? column : 0; row < TILES; row++) {
      subtractProduct(w + <usize>row * PANEL_BYTES, v, c + <usize>row * TILE_BYTES);
    }
    v += PANEL_BYTES;
    c += PANEL_BYTES;
  }
}

/** The transpose of a tile. */
function transposeTile(from: usize, to: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from, 16);
  const b0 = v128.load(from, 32);
  const b1 = v128.load(from, 48);
  const c0 = v128.load(from, 64);
  const c1 = v128.load(from, 80);
  const d0 = v128.load(from, 96);
  const d1 = v128.load(from, 112);
  v128.store(to, v128.shuffle<f64>(a0, b0, 0, 2));
  v128.store(to, v128.shuffle<f64>(c0, d0, 0, 2), 16);
  v128.store(to, v128.shuffle<f64>(a0, b0, 1, 3), 32);
  v128.store(to, v128.shuffle<f64>(c0, d0, 1, 3), 48);
  v128.store(to, v128.shuffle<f64>(a1, b1, 0, 2), 64);
  v128.store(to, v128.shuffle<f64>(c1, d1, 0, 2), 80);
  v128.store(to, v128.shuffle<f64>(a1, b1, 1, 3), 96);
  v128.store(to, v128.shuffle<f64>(c1, d1, 1, 3), 112);
}

/** A block into the panels of its rows. */
function packRows(block: usize, to: usize): void {
  for (let column = 0; column < TILES; column++) {
    for (let row = 0; row < TILES; row++) {
      transposeTile(block, to + <usize>row * PANEL_BYTES + <usize>column * TILE_BYTES);
      block += TILE_BYTES;
    }
  }
}

/** A block into the panels of its columns: as they lie. */
function packColumns(block: usize, to: usize): void {
  for (let column = 0; column < TILES; column++) {
    memory.copy(to, block, PANEL_BYTES);
    block += PANEL_BYTES;
    to += PANEL_BYTES;
  }
}

function transposeBlock(from: usize, to: usize): void {
  for (let column = 0; column < TILES; column++) {
    for (let row = 0; row < TILES; row++) {
      transposeTile(from, to + <usize>(row * TILES + column) * TILE_BYTES);
      from += TILE_BYTES;
    }
  }
}

/**
 * Begins the sweep of diagonal block k: D, its inverse by Gauss-Jordan, goes into the panels of −D, and −D takes the block's
 * place. scratch: a block. Returns false where a pivot is not positive.
 */
export function sweepDiagonal(a: usize, k: i32, panels: usize, scratch: usize): bool {
  const block = blockAt(a, k, k);
  for (let i = 0; i < BLOCK; i++) {
    for (let j = 0; j <= i; j++) {
      const x = load<f64>(block + cellOf(i, j));
      store<f64>(scratch + <usize>i * ROW_BYTES + ((<usize>j) << 3), x);
      store<f64>(scratch + <usize>j * ROW_BYTES + ((<usize>i) << 3), x);
    }
  }
  for (let p = 0; p < BLOCK; p++) {
    const pivotRow = scratch + <usize>p * ROW_BYTES;
    const pivot = load<f64>(pivotRow + ((<usize>p) << 3));
    if (!(pivot > 0)) return false;
    const inverse = 1 / pivot;
    const scale = f64x2.splat(inverse);
    for (let o: usize = 0; o < ROW_BYTES; o += 16) {
      v128.store(pivotRow + o, f64x2.mul(v128.load(pivotRow + o), scale));
    }
    store<f64>(pivotRow + ((<usize>p) << 3), inverse);
    for (let i = 0; i < BLOCK; i++) {
      if (i == p) continue;
      const row = scratch + <usize>i * ROW_BYTES;
      const factor = f64x2.splat(load<f64>(row + ((<usize>p) << 3)));
      store<f64>(row + ((<usize>p) << 3), 0);
      for (let o: usize = 0; o < ROW_BYTES; o += 16) {
        v128.store(row + o, f64x2.sub(v128.load(row + o), f64x2.mul(factor, v128.load(pivotRow + o))));
      }
    }
  }
  for (let r = 0; r < BLOCK; r++) {
    for (let c = 0; c < BLOCK; c++) {
      store<f64>(block + cellOf(r, c), -load<f64>(scratch + <usize>r * ROW_BYTES + ((<usize>c) << 3)));
    }
  }
  packRows(block, panels);
  return true;
}

/**
 * Blocks (i, k), i in from .. to − 1 but k: V, as it is, and W = V D go into panels, and W takes V's place. minusD: as
 * sweepDiagonal leaves it; scratch: a block. Returns `to`.
 */
export function sweepColumn(
  from: i32,
  to: i32,
  k: i32,
  a: usize,
  minusD: usize,
  panelsV: usize,
  panelsW: usize,
  scratch: usize,
): i32 {
  for (let i = from; i < to; i++) {
    if (i == k) continue;
    const block = i < k ? blockAt(a, k, i) : blockAt(a, i, k);
    const v = panelsV + <usize>i * BLOCK_BYTES;
    if (i < k) packColumns(block, v);
    else packRows(block, v);
    memory.fill(scratch, 0, BLOCK_BYTES);
    subtractBlock(v, minusD, scratch, false);
    packRows(scratch, panelsW + <usize>i * BLOCK_BYTES);
    if (i < k) transposeBlock(scratch, block);
    else memory.copy(block, scratch, BLOCK_BYTES);
  }
  return to;
}

/** Blocks from .. to − 1, as they lie, outside of row and column k lose W Vᵀ. Returns `to`. */
export function sweepRest(from: i32, to: i32, k: i32, a: usize, panelsV: usize, panelsW: usize, scratch: usize): i32 {
  let i = 0;
  while ((i + 1) * (i + 2) <= 2 * from) i++;
  let j = from - (i * (i + 1)) / 2;
  for (let at = from; at < to; at++) {
    if (i != k && j != k) {
      const w = panelsW + <usize>i * BLOCK_BYTES;
      subtractBlock(w, panelsV + <usize>j * BLOCK_BYTES, a + <usize>at * BLOCK_BYTES, i == j);
    }
    if (++j > i) {
      i++;
      j = 0;
    }
  }
  return to;
}
