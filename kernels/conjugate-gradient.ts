/**
 * The half-sweep of iALS by a few steps of conjugate gradients for each row, from where the row is (Takács, Pilászy & Tikk,
 * "Applications of the conjugate gradient method for implicit feedback collaborative filtering", RecSys 2011). f32; k, the
 * number of unknowns, is a multiple of 8: callers pad with zeros.
 */

/** Sums of the lanes of four registers: (0 + 2) + (1 + 3) each. */
function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    sum = f32x4.add(f32x4.mul(v128.load(a + o), v128.load(b + o)), sum);
  }
  return f32x4.extract_lane(sumLanes(sum, sum, sum, sum), 0);
}

/** out = x + s·y */
function addScaled(x: usize, s: f32, y: usize, out: usize, bytes: usize): void {
  const scale = f32x4.splat(s);
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(out + o, f32x4.add(f32x4.mul(scale, v128.load(y + o)), v128.load(x + o)));
  }
}

/** out = G x + ridge x, G with k rows of `bytes` each. */
function multiply(gram: usize, ridge: f32, x: usize, out: usize, bytes: usize): void {
  const scale = f32x4.splat(ridge);
  for (let i: usize = 0; i < bytes; i += 16) {
    const g0 = gram + (i >> 2) * bytes;
    const g1 = g0 + bytes;
    const g2 = g1 + bytes;
    const g3 = g2 + bytes;
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let o: usize = 0; o < bytes; o += 16) {
      const v = v128.load(x + o);
      a = f32x4.add(f32x4.mul(v128.load(g0 + o), v), a);
      b = f32x4.add(f32x4.mul(v128.load(g1 + o), v), b);
      c = f32x4.add(f32x4.mul(v128.load(g2 + o), v), c);
      d = f32x4.add(f32x4.mul(v128.load(g3 + o), v), d);
    }
    v128.store(out + i, f32x4.add(f32x4.mul(scale, v128.load(x + i)), sumLanes(a, b, c, d)));
  }
}

/** The four dot products of rows y with x. */
function dotFour(y0: usize, y1: usize, y2: usize, y3: usize, x: usize, bytes: usize): v128 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let o: usize = 0; o < bytes; o += 16) {
    const v = v128.load(x + o);
    a = f32x4.add(f32x4.mul(v128.load(y0 + o), v), a);
    b = f32x4.add(f32x4.mul(v128.load(y1 + o), v), b);
    c = f32x4.add(f32x4.mul(v128.load(y2 + o), v), c);
    d = f32x4.add(f32x4.mul(v128.load(y3 + o), v), d);
  }
  return sumLanes(a, b, c, d);
}

/** out += Σ c_j y_j over four rows, in their order. */
function addFour(y0: usize, y1: usize, y2: usize, y3: usize, c: v128, out: usize, bytes: usize): void {
  const c0 = v128.shuffle<f32>(c, c, 0, 0, 0, 0);
  const c1 = v128.shuffle<f32>(c, c, 1, 1, 1, 1);
  const c2 = v128.shuffle<f32>(c, c, 2, 2, 2, 2);
  const c3 = v128.shuffle<f32>(c, c, 3, 3, 3, 3);
  for (let o: usize = 0; o < bytes; o += 32) {
    let v = v128.load(out + o);
    let w = v128.load(out + o, 16);
    v = f32x4.add(f32x4.mul(c0, v128.load(y0 + o)), v);
    w = f32x4.add(f32x4.mul(c0, v128.load(y0 + o, 16)), w);
    v = f32x4.add(f32x4.mul(c1, v128.load(y1 + o)), v);
    w = f32x4.add(f32x4.mul(c1, v128.load(y1 + o, 16)), w);
    v = f32x4.add(f32x4.mul(c2, v128.load(y2 + o)), v);
    w = f32x4.add(f32x4.mul(c2, v128.load(y2 + o, 16)), w);
    v = f32x4.add(f32x4.mul(c3, v128.load(y3 + o)), v);
    w = f32x4.add(f32x4.mul(c3, v128.load(y3 + o, 16)), w);
    v128.store(out + o, v);
    v128.store(out + o, w, 16);
  }
}

/** out += Σ_e (t_e + sign·w_e (y_e·x)) y_e over the entries of a row; targets 0: no t. */
function addEntries(
  start: u32,
  end: u32,
  others: usize,
  weights: usize,
  targets: usize,
  sign: f32,
  held: usize,
  x: usize,
  out: usize,
  bytes: usize,
): void {
  let e = start;
  const signs = f32x4.splat(sign);
  for (; e + 4 <= end; e += 4) {
    const at = (<usize>e) << 2;
    const y0 = held + <usize>load<i32>(others + at) * bytes;
    const y1 = held + <usize>load<i32>(others + at, 4) * bytes;
    const y2 = held + <usize>load<i32>(others + at, 8) * bytes;
    const y3 = held + <usize>load<i32>(others + at, 12) * bytes;
    const products = f32x4.mul(v128.load(weights + at), dotFour(y0, y1, y2, y3, x, bytes));
    let c = f32x4.mul(signs, products);
    if (targets != 0) c = f32x4.add(v128.load(targets + at), c);
    addFour(y0, y1, y2, y3, c, out, bytes);
  }
  for (; e < end; e++) {
    const at = (<usize>e) << 2;
    const y = held + <usize>load<i32>(others + at) * bytes;
    let c: f32 = sign * (load<f32>(weights + at) * dot(y, x, bytes));
    if (targets != 0) c = load<f32>(targets + at) + c;
    addScaled(out, c, y, out, bytes);
  }
}

/** Makes a k × (k + 8) matrix with an upper triangle the full symmetric k × k one at `out`. */
export function mirrorF32(upper: usize, k: i32, out: usize): void {
  const lda = k + 8;
  for (let i = 0; i < k; i++) {
    for (let j = i; j < k; j++) {
      const x = load<f32>(upper + ((<usize>(i * lda + j)) << 2));
      store<f32>(out + ((<usize>(i * k + j)) << 2), x);
      store<f32>(out + ((<usize>(j * k + i)) << 2), x);
    }
  }
}

/** below this squared residual a row is solved */
const SOLVED: f32 = 1e-20;

/**
 * For each row r in from .. to − 1, `steps` steps towards (G + Σ_e w_e y yᵀ + scale_r I) x = Σ_e t_e y from x = solved_r, with
 * y = held[others[e]]; arguments as of solveRows in normal-equations.ts. explained_r is set to what the steps take off the
 * loss, Σ α ‖residual‖². gram: f32 k × k, as mirrorF32 makes it; scratch: f32 3k. Returns `to`.
 */
export function approachRowsF32(
  from: i32,
  to: i32,
  k: i32,
  steps: i32,
  starts: usize,
  others: usize,
  weights: usize,
  targets: usize,
  held: usize,
  solved: usize,
  gram: usize,
  scales: usize,
  explained: usize,
  scratch: usize,
): i32 {
  const bytes = (<usize>k) << 2;
  const residual = scratch;
  const direction = residual + bytes;
  const image = direction + bytes;
  for (let row = from; row < to; row++) {
    const start = load<u32>(starts + ((<usize>row) << 2));
    const end = load<u32>(starts + ((<usize>row) << 2), 4);
    const ridge = load<f32>(scales + ((<usize>row) << 2));
    const x = solved + <usize>row * bytes;
    // Right-hand side less matrix times x, in one pass over the entries.
    multiply(gram, ridge, x, residual, bytes);
    for (let o: usize = 0; o < bytes; o += 16) v128.store(residual + o, f32x4.neg(v128.load(residual + o)));
    addEntries(start, end, others, weights, targets, -1, held, x, residual, bytes);
    memory.copy(direction, residual, bytes);
    let squares = dot(residual, residual, bytes);
    let lowered: f64 = 0;
    for (let step = 0; step < steps && squares > SOLVED; step++) {
      multiply(gram, ridge, direction, image, bytes);
      addEntries(start, end, others, weights, 0, 1, held, direction, image, bytes);
      const length: f32 = squares / dot(direction, image, bytes);
      addScaled(x, length, direction, x, bytes);
      addScaled(residual, -length, image, residual, bytes);
      lowered += <f64>length * <f64>squares;
      const next = dot(residual, residual, bytes);
      addScaled(residual, next / squares, direction, direction, bytes);
      squares = next;
    }
    store<f64>(explained + ((<usize>row) << 3), lowered);
  }
  return to;
}
