/** −log p of a class under p₁ = σ(score), two rows at a time; labels are f64, 0 or 1. */
const BLOCK: i32 = 512;

const INVERSE_LN2 = f64x2.splat(1.4426950408889634);
const LN2_HIGH = f64x2.splat(0.6931471803691238);
const LN2_LOW = f64x2.splat(1.9082149292705877e-10);
const UNDERFLOW = f64x2.splat(-745.1332191019412);
/** As an integer in its low bits, a double of 2^52 + i holds i: here k + 1023 + 64, the exponent field of 2^(k + 64). */
const EXPONENT = f64x2.splat(4503599627370496 + 1087);
const TWO_MINUS_64 = f64x2.splat(5.421010862427522e-20);
const HALF = f64x2.splat(0.5);
const ONE = f64x2.splat(1);
const ZERO = f64x2.splat(0);

function horner(sum: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.splat(coefficient), f64x2.mul(r, sum));
}

/** e^x for x ≤ 0: the operations of src/algorithms/math/exponential.ts; scaled in two steps, of which one rounds at most. */
function decayOf(x: v128): v128 {
  const k = f64x2.floor(f64x2.add(f64x2.mul(x, INVERSE_LN2), HALF));
  const high = f64x2.sub(x, f64x2.mul(k, LN2_HIGH));
  const low = f64x2.mul(k, LN2_LOW);
  const r = f64x2.sub(high, low);
  const c = f64x2.sub(f64x2.sub(high, r), low);
  let series = horner(f64x2.splat(2.0911236630261545e-9), r, 2.510038549551032e-8);
  series = horner(series, r, 2.755728296954995e-7);
  series = horner(series, r, 2.7557268459997064e-6);
  series = horner(series, r, 2.4801587317144498e-5);
  series = horner(series, r, 0.00019841269863053618);
  series = horner(series, r, 0.0013888888888886552);
  series = horner(series, r, 0.008333333333330062);
  series = horner(series, r, 0.041666666666666664);
  series = horner(series, r, 0.16666666666666669);
  const square = f64x2.mul(r, r);
  const tail = f64x2.add(f64x2.mul(f64x2.mul(r, square), series), f64x2.add(c, f64x2.mul(c, r)));
  const aboveLinear = f64x2.add(f64x2.mul(HALF, square), tail);
  const lead = f64x2.add(ONE, r);
  const value = f64x2.add(lead, f64x2.add(f64x2.add(f64x2.sub(ONE, lead), r), aboveLinear));
  const scale = i64x2.shl(f64x2.add(k, EXPONENT), 52);
  const result = f64x2.mul(f64x2.mul(value, scale), TWO_MINUS_64);
  return v128.andnot(result, f64x2.lt(x, UNDERFLOW));
}

/**
 * First and second derivative of each row's loss by its score. The loss is the returned Σ max(∓score, 0) plus the logarithm
 * of every product of 1 + e^−|score| over 512 rows, which `products` takes. `count` is even.
 */
export function logisticLoss(
  scores: usize,
  labels: usize,
  count: i32,
  gradient: usize,
  hessian: usize,
  products: usize,
): f64 {
  let hinge = ZERO;
  for (let start = 0; start < count; start += BLOCK) {
    const end = scores + ((<usize>min(BLOCK, count - start)) << 3);
    let product = ONE;
    for (; scores < end; scores += 16, labels += 16, gradient += 16, hessian += 16) {
      const score = v128.load(scores);
      const label = v128.load(labels);
      const decay = decayOf(f64x2.neg(f64x2.abs(score)));
      const total = f64x2.add(ONE, decay);
      const isUp = f64x2.ge(score, ZERO);
      const positive = f64x2.div(v128.bitselect(ONE, decay, isUp), total);
      const loss = v128.bitselect(f64x2.neg(score), score, f64x2.eq(label, ONE));
      hinge = f64x2.add(hinge, f64x2.pmax(ZERO, loss));
      product = f64x2.mul(product, total);
      v128.store(gradient, f64x2.sub(positive, label));
      v128.store(hessian, f64x2.mul(positive, f64x2.sub(ONE, positive)));
    }
    store<f64>(products, f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1));
    products += 8;
  }
  return f64x2.extract_lane(hinge, 0) + f64x2.extract_lane(hinge, 1);
}
