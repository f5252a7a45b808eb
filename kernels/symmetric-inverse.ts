/**
 * Item-item matrices in f64: co-occurrence counts and the inverse of a symmetric positive definite matrix. Row-major with
 * `stride` entries a row, a multiple of BLOCK; only the lower triangle is read and written.
 */
const BLOCK: i32 = 128;
/** rows, and columns, of the register tile */
const TILE: i32 = 4;
const BLOCK_BYTES: usize = 1024;
const TILE_BYTES: usize = 32;
/** bytes of one packed tile row: BLOCK values of each of TILE rows */
const PANEL_BYTES: usize = 4096;

/**
 * Adds 1 to (i, j), j ≤ i, for each user who met both. Lists ascend.
 * itemStarts, userStarts: u32 offsets; users, items: i32.
 */
export function countPairs(
  items: i32,
  itemStarts: usize,
  users: usize,
  userStarts: usize,
  userItems: usize,
  out: usize,
  stride: i32,
): void {
  for (let i = 0; i < items; i++) {
    const row = out + ((<usize>i * <usize>stride) << 3);
    const end = load<u32>(itemStarts + ((<usize>i) << 2), 4);
    for (let at = load<u32>(itemStarts + ((<usize>i) << 2)); at < end; at++) {
      const user = <usize>load<i32>(users + ((<usize>at) << 2));
      let next = userItems + ((<usize>load<u32>(userStarts + (user << 2))) << 2);
      let j = 0;
      do {
        j = load<i32>(next);
        next += 4;
        const cell = row + ((<usize>j) << 3);
        store<f64>(cell, load<f64>(cell) + 1);
      } while (j < i);
    }
  }
}

/** C −= W Vᵀ for a 4 × 4 tile of C; w and v are packed: for each of BLOCK positions the 4 values of its rows. */
function subtractProduct(w: usize, v: usize, c: usize, stride: usize): void {
  const c1 = c + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  let x00 = v128.load(c);
  let x01 = v128.load(c, 16);
  let x10 = v128.load(c1);
  let x11 = v128.load(c1, 16);
  let x20 = v128.load(c2);
  let x21 = v128.load(c2, 16);
  let x30 = v128.load(c3);
  let x31 = v128.load(c3, 16);
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
    v += TILE_BYTES;
    w += TILE_BYTES;
  }
  v128.store(c, x00);
  v128.store(c, x01, 16);
  v128.store(c1, x10);
  v128.store(c1, x11, 16);
  v128.store(c2, x20);
  v128.store(c2, x21, 16);
  v128.store(c3, x30);
  v128.store(c3, x31, 16);
}

/** BLOCK rows of BLOCK values at `from` (bytes between rows: `stride`), times `sign`, into packed tile rows. */
function pack(from: usize, stride: usize, sign: f64, to: usize): void {
  for (let r = 0; r < BLOCK; r++) {
    const source = from + <usize>r * stride;
    const target = to + <usize>(r / TILE) * PANEL_BYTES + ((<usize>(r % TILE)) << 3);
    for (let p = 0; p < BLOCK; p++) {
      store<f64>(target + <usize>p * TILE_BYTES, sign * load<f64>(source + ((<usize>p) << 3)));
    }
  }
}

/** The transpose of the BLOCK × BLOCK block at `from` into `to`, whose rows follow each other. */
function transposeBlock(from: usize, stride: usize, to: usize, toStride: usize): void {
  for (let r = 0; r < BLOCK; r++) {
    for (let p = 0; p < BLOCK; p++) {
      store<f64>(to + <usize>p * toStride + ((<usize>r) << 3), load<f64>(from + <usize>r * stride + ((<usize>p) << 3)));
    }
  }
}

/** Inverse of the symmetric BLOCK × BLOCK block whose lower triangle is at `from`, in full, by Gauss-Jordan. */
function invertBlock(from: usize, stride: usize, d: usize): bool {
  for (let i = 0; i < BLOCK; i++) {
    for (let j = 0; j <= i; j++) {
      const x = load<f64>(from + <usize>i * stride + ((<usize>j) << 3));
      store<f64>(d + <usize>i * BLOCK_BYTES + ((<usize>j) << 3), x);
      store<f64>(d + <usize>j * BLOCK_BYTES + ((<usize>i) << 3), x);
    }
  }
  for (let p = 0; p < BLOCK; p++) {
    const pivotRow = d + <usize>p * BLOCK_BYTES;
    const pivot = load<f64>(pivotRow + ((<usize>p) << 3));
    if (!(pivot > 0)) return false;
    const inverse = 1 / pivot;
    const scale = f64x2.splat(inverse);
    for (let o: usize = 0; o < BLOCK_BYTES; o += 16) {
      v128.store(pivotRow + o, f64x2.mul(v128.load(pivotRow + o), scale));
    }
    store<f64>(pivotRow + ((<usize>p) << 3), inverse);
    for (let i = 0; i < BLOCK; i++) {
      if (i == p) continue;
      const row = d + <usize>i * BLOCK_BYTES;
      const factor = f64x2.splat(load<f64>(row + ((<usize>p) << 3)));
      store<f64>(row + ((<usize>p) << 3), 0);
      for (let o: usize = 0; o < BLOCK_BYTES; o += 16) {
        v128.store(row + o, f64x2.sub(v128.load(row + o), f64x2.mul(factor, v128.load(pivotRow + o))));
      }
    }
  }
  return true;
}

/** Block (i, k) of the symmetric matrix, from the triangle that has it, with rows that follow each other. */
function takeBlock(a: usize, stride: usize, i: i32, k: i32, to: usize): void {
  if (i < k) {
    transposeBlock(a + <usize>(k * BLOCK) * stride + ((<usize>(i * BLOCK)) << 3), stride, to, BLOCK_BYTES);
    return;
  }
  const from = a + <usize>(i * BLOCK) * stride + ((<usize>(k * BLOCK)) << 3);
  for (let r = 0; r < BLOCK; r++) memory.copy(to + <usize>r * BLOCK_BYTES, from + <usize>r * stride, BLOCK_BYTES);
}

/**
 * Replaces the lower triangle by that of −A⁻¹ by sweeping one diagonal block after the other: with V the block column and D
 * the inverse of the diagonal block, the column becomes W = V D, the block −D, and the rest loses W Vᵀ. Returns false where
 * a pivot is not positive. `blocks`: rows / BLOCK. scratch: 2 · blocks · BLOCK² + 5 · BLOCK² values of f64.
 */
export function invert(a: usize, blocks: i32, scratch: usize): bool {
  const square: usize = PANEL_BYTES * <usize>(BLOCK / TILE);
  const stride = <usize>blocks * BLOCK_BYTES;
  const packedV = scratch;
  const packedW = packedV + <usize>blocks * square;
  const d = packedW + <usize>blocks * square;
  const packedD = d + square;
  const v = packedD + square;
  const minusV = v + square;
  const w = minusV + square;
  for (let k = 0; k < blocks; k++) {
    const diagonal = a + <usize>(k * BLOCK) * stride + ((<usize>(k * BLOCK)) << 3);
    if (!invertBlock(diagonal, stride, d)) return false;
    pack(d, BLOCK_BYTES, 1, packedD);
    for (let i = 0; i < blocks; i++) {
      if (i == k) continue;
      takeBlock(a, stride, i, k, v);
      pack(v, BLOCK_BYTES, 1, packedV + <usize>i * square);
      pack(v, BLOCK_BYTES, -1, minusV);
      memory.fill(w, 0, square);
      for (let r = 0; r < BLOCK; r += TILE) {
        for (let c = 0; c < BLOCK; c += TILE) {
          const tile = w + <usize>r * BLOCK_BYTES + ((<usize>c) << 3);
          subtractProduct(
            minusV + <usize>(r / TILE) * PANEL_BYTES,
            packedD + <usize>(c / TILE) * PANEL_BYTES,
            tile,
            BLOCK_BYTES,
          );
        }
      }
      pack(w, BLOCK_BYTES, 1, packedW + <usize>i * square);
      if (i < k) {
        const to = a + <usize>(k * BLOCK) * stride + ((<usize>(i * BLOCK)) << 3);
        transposeBlock(w, BLOCK_BYTES, to, stride);
      } else {
        const to = a + <usize>(i * BLOCK) * stride + ((<usize>(k * BLOCK)) << 3);
        for (let r = 0; r < BLOCK; r++) memory.copy(to + <usize>r * stride, w + <usize>r * BLOCK_BYTES, BLOCK_BYTES);
      }
    }
    for (let i = 0; i < blocks; i++) {
      if (i == k) continue;
      for (let j = 0; j <= i; j++) {
        if (j == k) continue;
        for (let c = 0; c < BLOCK; c += TILE) {
          const right = packedV + <usize>j * square + <usize>(c / TILE) * PANEL_BYTES;
          for (let r = 0; r < BLOCK; r += TILE) {
            const left = packedW + <usize>i * square + <usize>(r / TILE) * PANEL_BYTES;
            const tile = a + <usize>(i * BLOCK + r) * stride + ((<usize>(j * BLOCK + c)) << 3);
            subtractProduct(left, right, tile, stride);
          }
        }
      }
    }
    for (let r = 0; r < BLOCK; r++) {
      for (let c = 0; c < BLOCK; c++) {
        const x = load<f64>(d + <usize>r * BLOCK_BYTES + ((<usize>c) << 3));
        store<f64>(diagonal + <usize>r * stride + ((<usize>c) << 3), -x);
      }
    }
  }
  return true;
}
