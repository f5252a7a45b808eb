/**
 * Weighted ridge regressions, one for each row of a sparse matrix: the half-sweep of ALS. Raw pointers; matrices are
 * row-major; T is f32 or f64; a vector register holds 16 / sizeof<T>() lanes.
 *
 * k, the number of unknowns, is a multiple of 32 / sizeof<T>(): callers pad with zeros. A system is a k × lda matrix whose upper
 * triangle is A, with the right-hand side in column k; lda = k + 32 / sizeof<T>().
 */
const TILE_ROWS: i32 = 64;

/** A += PᵀP, upper triangle in tiles of 4 rows × 2 vectors, for n packed rows of k. Each entry is summed row by row. */
function addGram<T>(p: usize, n: i32, k: i32, a: usize, lda: i32): void {
  const columns: i32 = 32 / <i32>sizeof<T>();
  const packedStride = <usize>k * sizeof<T>();
  const stride = <usize>lda * sizeof<T>();
  const end = p + <usize>n * packedStride;
  for (let i = 0; i < k; i += 4) {
    for (let j = i - (i % columns); j < k; j += columns) {
      const a0 = a + <usize>i * stride + <usize>j * sizeof<T>();
      const a1 = a0 + stride;
      const a2 = a1 + stride;
      const a3 = a2 + stride;
      let c00 = v128.load(a0);
      let c01 = v128.load(a0, 16);
      let c10 = v128.load(a1);
      let c11 = v128.load(a1, 16);
      let c20 = v128.load(a2);
      let c21 = v128.load(a2, 16);
      let c30 = v128.load(a3);
      let c31 = v128.load(a3, 16);
      let left = p + <usize>i * sizeof<T>();
      for (let right = p + <usize>j * sizeof<T>(); right < end; right += packedStride) {
        const b0 = v128.load(right);
        const b1 = v128.load(right, 16);
        let s = v128.load_splat<T>(left);
        c00 = v128.add<T>(v128.mul<T>(s, b0), c00);
        c01 = v128.add<T>(v128.mul<T>(s, b1), c01);
        s = v128.load_splat<T>(left, sizeof<T>());
        c10 = v128.add<T>(v128.mul<T>(s, b0), c10);
        c11 = v128.add<T>(v128.mul<T>(s, b1), c11);
        s = v128.load_splat<T>(left, 2 * sizeof<T>());
        c20 = v128.add<T>(v128.mul<T>(s, b0), c20);
        c21 = v128.add<T>(v128.mul<T>(s, b1), c21);
        s = v128.load_splat<T>(left, 3 * sizeof<T>());
        c30 = v128.add<T>(v128.mul<T>(s, b0), c30);
        c31 = v128.add<T>(v128.mul<T>(s, b1), c31);
        left += packedStride;
      }
      v128.store(a0, c00);
      v128.store(a0, c01, 16);
      v128.store(a1, c10);
      v128.store(a1, c11, 16);
      v128.store(a2, c20);
      v128.store(a2, c21, 16);
      v128.store(a3, c30);
      v128.store(a3, c31, 16);
    }
  }
}

/** Factor of four columns from `row` on: U in the upper triangle, 1 / u_ii on the diagonal, the rest of the rows solved. */
function factorizePanel<T>(a: usize, k: i32, lda: i32, row: i32): bool {
  const size = sizeof<T>();
  const lanes: i32 = 16 / <i32>size;
  const stride = <usize>lda * size;
  const r0 = a + <usize>row * stride;
  const r1 = r0 + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  const o = <usize>row * size;
  const one = <T>1;
  const d00 = load<T>(r0 + o);
  if (!(d00 > <T>0)) return false;
  const i0 = <T>(one / sqrt<T>(d00));
  const d01 = <T>(load<T>(r0 + o, sizeof<T>()) * i0);
  const d02 = <T>(load<T>(r0 + o, 2 * sizeof<T>()) * i0);
  const d03 = <T>(load<T>(r0 + o, 3 * sizeof<T>()) * i0);
  const d11 = <T>(load<T>(r1 + o, sizeof<T>()) - d01 * d01);
  if (!(d11 > <T>0)) return false;
  const i1 = <T>(one / sqrt<T>(d11));
  const d12 = <T>((load<T>(r1 + o, 2 * sizeof<T>()) - d01 * d02) * i1);
  const d13 = <T>((load<T>(r1 + o, 3 * sizeof<T>()) - d01 * d03) * i1);
  const d22 = <T>(load<T>(r2 + o, 2 * sizeof<T>()) - d02 * d02 - d12 * d12);
  if (!(d22 > <T>0)) return false;
  const i2 = <T>(one / sqrt<T>(d22));
  const d23 = <T>((load<T>(r2 + o, 3 * sizeof<T>()) - d02 * d03 - d12 * d13) * i2);
  const d33 = <T>(load<T>(r3 + o, 3 * sizeof<T>()) - d03 * d03 - d13 * d13 - d23 * d23);
  if (!(d33 > <T>0)) return false;
  const i3 = <T>(one / sqrt<T>(d33));
  store<T>(r0 + o, i0);
  store<T>(r0 + o, d01, sizeof<T>());
  store<T>(r0 + o, d02, 2 * sizeof<T>());
  store<T>(r0 + o, d03, 3 * sizeof<T>());
  store<T>(r1 + o, i1, sizeof<T>());
  store<T>(r1 + o, d12, 2 * sizeof<T>());
  store<T>(r1 + o, d13, 3 * sizeof<T>());
  store<T>(r2 + o, i2, 2 * sizeof<T>());
  store<T>(r2 + o, d23, 3 * sizeof<T>());
  store<T>(r3 + o, i3, 3 * sizeof<T>());
  const s0 = v128.splat<T>(i0);
  const s1 = v128.splat<T>(i1);
  const s2 = v128.splat<T>(i2);
  const s3 = v128.splat<T>(i3);
  const s01 = v128.splat<T>(d01);
  const s02 = v128.splat<T>(d02);
  const s03 = v128.splat<T>(d03);
  const s12 = v128.splat<T>(d12);
  const s13 = v128.splat<T>(d13);
  const s23 = v128.splat<T>(d23);
  for (let j = row + 4; j < k + lanes; j += lanes) {
    const q = <usize>j * size;
    const u0 = v128.mul<T>(v128.load(r0 + q), s0);
    const u1 = v128.mul<T>(v128.sub<T>(v128.load(r1 + q), v128.mul<T>(s01, u0)), s1);
    let t = v128.sub<T>(v128.load(r2 + q), v128.mul<T>(s02, u0));
    const u2 = v128.mul<T>(v128.sub<T>(t, v128.mul<T>(s12, u1)), s2);
    t = v128.sub<T>(v128.load(r3 + q), v128.mul<T>(s03, u0));
    t = v128.sub<T>(t, v128.mul<T>(s13, u1));
    const u3 = v128.mul<T>(v128.sub<T>(t, v128.mul<T>(s23, u2)), s3);
    v128.store(r0 + q, u0);
    v128.store(r1 + q, u1);
    v128.store(r2 + q, u2);
    v128.store(r3 + q, u3);
  }
  return true;
}

/** Subtracts what the panel's four rows contribute from all rows below, two at a time. */
function updateTrailing<T>(a: usize, k: i32, lda: i32, row: i32): void {
  const size = sizeof<T>();
  const lanes: i32 = 16 / <i32>size;
  const stride = <usize>lda * size;
  const r0 = a + <usize>row * stride;
  const r1 = r0 + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  for (let i = row + 4; i < k; i += 2) {
    const t0 = a + <usize>i * stride;
    const t1 = t0 + stride;
    const p = <usize>i * size;
    const s00 = v128.load_splat<T>(r0 + p);
    const s01 = v128.load_splat<T>(r0 + p, sizeof<T>());
    const s10 = v128.load_splat<T>(r1 + p);
    const s11 = v128.load_splat<T>(r1 + p, sizeof<T>());
    const s20 = v128.load_splat<T>(r2 + p);
    const s21 = v128.load_splat<T>(r2 + p, sizeof<T>());
    const s30 = v128.load_splat<T>(r3 + p);
    const s31 = v128.load_splat<T>(r3 + p, sizeof<T>());
    for (let j = i - (i % lanes); j < k + lanes; j += lanes) {
      const q = <usize>j * size;
      let x0 = v128.load(t0 + q);
      let x1 = v128.load(t1 + q);
      let u = v128.load(r0 + q);
      x0 = v128.sub<T>(x0, v128.mul<T>(s00, u));
      x1 = v128.sub<T>(x1, v128.mul<T>(s01, u));
      u = v128.load(r1 + q);
      x0 = v128.sub<T>(x0, v128.mul<T>(s10, u));
      x1 = v128.sub<T>(x1, v128.mul<T>(s11, u));
      u = v128.load(r2 + q);
      x0 = v128.sub<T>(x0, v128.mul<T>(s20, u));
      x1 = v128.sub<T>(x1, v128.mul<T>(s21, u));
      u = v128.load(r3 + q);
      x0 = v128.sub<T>(x0, v128.mul<T>(s30, u));
      x1 = v128.sub<T>(x1, v128.mul<T>(s31, u));
      v128.store(t0 + q, x0);
      v128.store(t1 + q, x1);
    }
  }
}

/** Sum of the lanes, in their order. */
function sumLanes<T>(v: v128): T {
  if (sizeof<T>() == 8) return <T>(<T>f64x2.extract_lane(v, 0) + <T>f64x2.extract_lane(v, 1));
  let sum = f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1);
  sum += f32x4.extract_lane(v, 2);
  sum += f32x4.extract_lane(v, 3);
  return <T>sum;
}

/** Cholesky in place (UᵀU, 1 / u_ii on the diagonal), forward substitution along with it, then backward into x. */
function solveSystem<T>(a: usize, k: i32, lda: i32, x: usize): bool {
  const size = sizeof<T>();
  const lanes: i32 = 16 / <i32>size;
  for (let row = 0; row < k; row += 4) {
    if (!factorizePanel<T>(a, k, lda, row)) return false;
    updateTrailing<T>(a, k, lda, row);
  }
  // Entries of x before the current one are still zero, so that the first vector of a row needs no mask.
  memory.fill(x, 0, <usize>k * size);
  for (let i = k - 1; i >= 0; i--) {
    const r = a + <usize>(i * lda) * size;
    let sum = v128.splat<T>(<T>0);
    for (let j = i - (i % lanes); j < k; j += lanes) {
      const q = <usize>j * size;
      sum = v128.add<T>(v128.mul<T>(v128.load(r + q), v128.load(x + q)), sum);
    }
    const z = load<T>(r + <usize>k * size);
    const inverse = load<T>(r + <usize>i * size);
    store<T>(x + <usize>i * size, <T>((z - sumLanes<T>(sum)) * inverse));
  }
  return true;
}

/** Upper triangle of YᵀY for `rows` rows of k, into a k × lda matrix. */
function gramOf<T>(y: usize, rows: i32, k: i32, out: usize, lda: i32): void {
  memory.fill(out, 0, <usize>(k * lda) * sizeof<T>());
  for (let row = 0; row < rows; row += TILE_ROWS) {
    addGram<T>(y + <usize>(row * k) * sizeof<T>(), min(TILE_ROWS, rows - row), k, out, lda);
  }
}

/**
 * For each row r in from .. to − 1, x_r solves (G + Σ_e w_e y yᵀ + diag(ridge)) x = Σ_e t_e y over the entries e of r, with
 * y = held[others[e]], t_e = targets[e] − shifts[others[e]], ridge_j = base_j + scale_r · multiple_j.
 * Returns `to`, or the row whose system is not positive definite.
 *
 * starts: u32 of rows + 1; others: i32; weights, targets: T beside it; held: T rows × k; shifts: T, one a held row;
 * solved: T rows × k; gram: T k × lda; base, multiple: T k; scales: T, one a row; explained: f64, one a row, is set to
 * x_r · Σ_e t_e y, by which the row lowers its loss; scratch: T k·lda + 64k + k.
 */
function solveRows<T>(
  from: i32,
  to: i32,
  k: i32,
  starts: usize,
  others: usize,
  weights: usize,
  targets: usize,
  held: usize,
  shifts: usize,
  solved: usize,
  gram: usize,
  base: usize,
  multiple: usize,
  scales: usize,
  explained: usize,
  scratch: usize,
): i32 {
  const size = sizeof<T>();
  const lanes: i32 = 16 / <i32>size;
  const lda = k + 2 * lanes;
  const a = scratch;
  const packed = a + <usize>(k * lda) * size;
  const right = packed + <usize>(TILE_ROWS * k) * size;
  for (let row = from; row < to; row++) {
    const start = load<u32>(starts + ((<usize>row) << 2));
    const end = load<u32>(starts + ((<usize>row) << 2), 4);
    memory.copy(a, gram, <usize>(k * lda) * size);
    memory.fill(right, 0, <usize>k * size);
    for (let first = start; first < end; first += TILE_ROWS) {
      const count = <i32>min<u32>(TILE_ROWS, end - first);
      for (let e = 0; e < count; e++) {
        const entry = <usize>first + <usize>e;
        const other = <usize>load<i32>(others + (entry << 2));
        const w = v128.splat<T>(sqrt<T>(load<T>(weights + entry * size)));
        const t = v128.splat<T>(<T>(load<T>(targets + entry * size) - load<T>(shifts + other * size)));
        const y = held + other * <usize>k * size;
        const p = packed + <usize>(e * k) * size;
        for (let j: usize = 0; j < <usize>k * size; j += 16) {
          const v = v128.load(y + j);
          v128.store(p + j, v128.mul<T>(v, w));
          v128.store(right + j, v128.add<T>(v128.mul<T>(v, t), v128.load(right + j)));
        }
      }
      addGram<T>(packed, count, k, a, lda);
    }
    const scale = load<T>(scales + <usize>row * size);
    for (let j = 0; j < k; j++) {
      const r = a + <usize>(j * lda) * size;
      const at = <usize>j * size;
      const ridge = <T>(load<T>(base + at) + scale * load<T>(multiple + at));
      store<T>(r + at, <T>(load<T>(r + at) + ridge));
      store<T>(r + <usize>k * size, load<T>(right + at));
    }
    const x = solved + <usize>row * <usize>k * size;
    if (!solveSystem<T>(a, k, lda, x)) return row;
    let lowered: f64 = 0;
    for (let at: usize = 0; at < <usize>k * size; at += size) {
      lowered += <f64>load<T>(x + at) * <f64>load<T>(right + at);
    }
    store<f64>(explained + ((<usize>row) << 3), lowered);
  }
  return to;
}

export function gramF32(y: usize, rows: i32, k: i32, out: usize): void {
  gramOf<f32>(y, rows, k, out, k + 8);
}

export function gramF64(y: usize, rows: i32, k: i32, out: usize): void {
  gramOf<f64>(y, rows, k, out, k + 4);
}

export function solveRowsF32(
  from: i32,
  to: i32,
  k: i32,
  starts: usize,
  others: usize,
  weights: usize,
  targets: usize,
  held: usize,
  shifts: usize,
  solved: usize,
  gram: usize,
  base: usize,
  multiple: usize,
  scales: usize,
  explained: usize,
  scratch: usize,
): i32 {
  return solveRows<f32>(
    from,
    to,
    k,
    starts,
    others,
    weights,
    targets,
    held,
    shifts,
    solved,
    gram,
    base,
    multiple,
    scales,
    explained,
    scratch,
  );
}

export function solveRowsF64(
  from: i32,
  to: i32,
  k: i32,
  starts: usize,
  others: usize,
  weights: usize,
  targets: usize,
  held: usize,
  shifts: usize,
  solved: usize,
  gram: usize,
  base: usize,
  multiple: usize,
  scales: usize,
  explained: usize,
  scratch: usize,
): i32 {
  return solveRows<f64>(
    from,
    to,
    k,
    starts,
    others,
    weights,
    targets,
    held,
    shifts,
    solved,
    gram,
    base,
    multiple,
    scales,
    explained,
    scratch,
  );
}
