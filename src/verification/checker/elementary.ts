/**
 * exp and log by textbook argument reduction (Muller, "Elementary Functions", 3rd ed., chapters 5 and 11), within 2 ulp,
 * the same bits on every engine. The checker's own: a wrong one at the trainer cannot hide here.
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const EXP_OVERFLOW = 709.782712893384;
const EXP_UNDERFLOW = -745.1332191019412;
/** a double as its two words, the upper one first */
const WORDS = new DataView(new ArrayBuffer(8));

/** eˣ = 2ᵏ·eʳ with |r| ≤ ln2/2; the Taylor sum ends where its terms are below 2⁻⁵⁷ */
export function exp(x: number): number {
  if (x > EXP_OVERFLOW) return Infinity;
  if (x < EXP_UNDERFLOW) return 0;
  if (x !== x) return NaN;
  const k = Math.round(x / 0.6931471805599453);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 0;
  for (let n = 14; n > 0; n--) sum = (r / n) * (1 + sum);
  // In two steps: 2ᵏ alone may over- or underflow where the product does not.
  const half = Math.trunc(k / 2);
  return (1 + sum) * powerOfTwo(half) * powerOfTwo(k - half);
}

/** ln x = k·ln2 + 2·artanh((m−1)/(m+1)) with m in [√½, √2) */
export function log(x: number): number {
  if (x < 0 || x !== x) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let [k, m] = x < 2.2250738585072014e-308 ? [-54, x * 18014398509481984] : [0, x];
  WORDS.setFloat64(0, m);
  const head = WORDS.getUint32(0);
  k += (head >>> 20) - 1023;
  WORDS.setUint32(0, (head & 0xfffff) | 0x3ff00000);
  m = WORDS.getFloat64(0);
  if (m > 1.4142135623730951) [m, k] = [m / 2, k + 1];
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 25; n >= 3; n -= 2) sum = square * (1 / n + sum);
  return k * LN2_HIGH + (2 * s * (1 + sum) + k * LN2_LOW);
}

/** ln(1+x) for x > −1, exact to rounding near 0 (Goldberg, ACM Computing Surveys 23, 1991, theorem 4) */
export function log1p(x: number): number {
  const y = 1 + x;
  return y === 1 ? x : (log(y) * x) / (y - 1);
}

/** 1/(1+e⁻ˣ), never 0/0 */
export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));

function powerOfTwo(k: number): number {
  WORDS.setInt32(0, (k + 1023) << 20);
  WORDS.setInt32(4, 0);
  return WORDS.getFloat64(0);
}
