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

/*
 * e^x for x ≤ 0: the operations of src/algorithms/math/exponential.ts; scaled in two steps, of which one rounds at most. The
 * parts are small, so that they are inlined where two vectors go through them side by side.
 */
function powerOf(x: v128): v128 {
  return f64x2.floor(f64x2.add(f64x2.mul(x, INVERSE_LN2), HALF));
}

function highOf(x: v128, k: v128): v128 {
  return f64x2.sub(x, f64x2.mul(k, LN2_HIGH));
}

function aboveLinear(r: v128, c: v128, series: v128): v128 {
  const square = f64x2.mul(r, r);
  const tail = f64x2.add(f64x2.mul(f64x2.mul(r, square), series), f64x2.add(c, f64x2.mul(c, r)));
  return f64x2.add(f64x2.mul(HALF, square), tail);
}

function expOf(r: v128, above: v128): v128 {
  const lead = f64x2.add(ONE, r);
  return f64x2.add(lead, f64x2.add(f64x2.add(f64x2.sub(ONE, lead), r), above));
}

function scale(value: v128, k: v128, x: v128): v128 {
  const power = i64x2.shl(f64x2.add(k, EXPONENT), 52);
  return v128.andnot(f64x2.mul(f64x2.mul(value, power), TWO_MINUS_64), f64x2.lt(x, UNDERFLOW));
}

/** max(∓score, 0), without the logarithm that the loss of a row has beside it */
function hingeOf(score: v128, label: v128): v128 {
  return f64x2.pmax(ZERO, v128.bitselect(f64x2.neg(score), score, f64x2.eq(label, ONE)));
}

function positiveOf(score: v128, decay: v128, total: v128): v128 {
  return f64x2.div(v128.bitselect(ONE, decay, f64x2.ge(score, ZERO)), total);
}

/**
 * First and second derivative of each row's loss by its score. The loss is the returned Σ max(∓score, 0) plus the logarithm
 * of every product of 1 + e^−|score| over 512 rows, which `products` takes. `count` is a multiple of 4.
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
    // Two vectors a turn: neither waits for the other, and both use the same constants.
    for (; scores < end; scores += 32, labels += 32, gradient += 32, hessian += 32) {
      const scoreA = v128.load(scores);
      const scoreB = v128.load(scores, 16);
      const xA = f64x2.neg(f64x2.abs(scoreA));
      const xB = f64x2.neg(f64x2.abs(scoreB));
      const kA = powerOf(xA);
      const kB = powerOf(xB);
      const highA = highOf(xA, kA);
      const highB = highOf(xB, kB);
      const lowA = f64x2.mul(kA, LN2_LOW);
      const lowB = f64x2.mul(kB, LN2_LOW);
      const rA = f64x2.sub(highA, lowA);
      const rB = f64x2.sub(highB, lowB);
      let seriesA = horner(f64x2.splat(2.0911236630261545e-9), rA, 2.510038549551032e-8);
      let seriesB = horner(f64x2.splat(2.0911236630261545e-9), rB, 2.510038549551032e-8);
      seriesA = horner(seriesA, rA, 2.755728296954995e-7);
      seriesB = horner(seriesB, rB, 2.755728296954995e-7);
      seriesA = horner(seriesA, rA, 2.7557268459997064e-6);
      seriesB = horner(seriesB, rB, 2.7557268459997064e-6);
      seriesA = horner(seriesA, rA, 2.4801587317144498e-5);
      seriesB = horner(seriesB, rB, 2.4801587317144498e-5);
      seriesA = horner(seriesA, rA, 0.00019841269863053618);
      seriesB = horner(seriesB, rB, 0.00019841269863053618);
      seriesA = horner(seriesA, rA, 0.0013888888888886552);
      seriesB = horner(seriesB, rB, 0.0013888888888886552);
      seriesA = horner(seriesA, rA, 0.008333333333330062);
      seriesB = horner(seriesB, rB, 0.008333333333330062);
      seriesA = horner(seriesA, rA, 0.041666666666666664);
      seriesB = horner(seriesB, rB, 0.041666666666666664);
      seriesA = horner(seriesA, rA, 0.16666666666666669);
      seriesB = horner(seriesB, rB, 0.16666666666666669);
      const aboveA = aboveLinear(rA, f64x2.sub(f64x2.sub(highA, rA), lowA), seriesA);
      const aboveB = aboveLinear(rB, f64x2.sub(f64x2.sub(highB, rB), lowB), seriesB);
      const decayA = scale(expOf(rA, aboveA), kA, xA);
      const decayB = scale(expOf(rB, aboveB), kB, xB);
      const totalA = f64x2.add(ONE, decayA);
      const totalB = f64x2.add(ONE, decayB);
      const positiveA = positiveOf(scoreA, decayA, totalA);
      const positiveB = positiveOf(scoreB, decayB, totalB);
      const labelA = v128.load(labels);
      const labelB = v128.load(labels, 16);
      hinge = f64x2.add(f64x2.add(hinge, hingeOf(scoreA, labelA)), hingeOf(scoreB, labelB));
      product = f64x2.mul(f64x2.mul(product, totalA), totalB);
      v128.store(gradient, f64x2.sub(positiveA, labelA));
      v128.store(gradient, f64x2.sub(positiveB, labelB), 16);
      v128.store(hessian, f64x2.mul(positiveA, f64x2.sub(ONE, positiveA)));
      v128.store(hessian, f64x2.mul(positiveB, f64x2.sub(ONE, positiveB)), 16);
    }
    store<f64>(products, f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1));
    products += 8;
  }
  return f64x2.extract_lane(hinge, 0) + f64x2.extract_lane(hinge, 1);
}
