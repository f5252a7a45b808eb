import { centredExponent, powerOfTwo } from './bits.js';
import { INVERSE_LN2, INVERSE_LN2_TAIL, LN2_HIGH, LN2_LOW } from './constants.js';
import { productError, sumError } from './double-double.js';

const TWO_54 = 18014398509481984;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * Natural logarithm within 1 ulp; −Infinity at 0, NaN below. x = 2^k (1 + f) with √½ ≤ 1 + f < √2, then
 * log(1 + f) = f − f²/2 + s (f²/2 + R) with s = f / (2 + f): the arrangement of fdlibm, coefficients fitted anew.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  if (x < SMALLEST_NORMAL) return logOfNormal(x * TWO_54, -54);
  return logOfNormal(x, 0);
}

/** log(1 + x) within 1 ulp, exact in the limit at 0; −Infinity at −1, NaN below. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity || Math.abs(x) < 5.551115123125783e-17) return x;
  if (x > -0.2928 && x < 0.4142) return combine(0, x, 0);
  const u = 1 + x;
  const k = centredExponent(u);
  // log(1 + x) − log(u) to first order, where u lost the low bits of x.
  return combine(k, u * powerOfTwo(-k) - 1, sumError(1, x, u) / u);
}

/** Binary logarithm within 1 ulp; exact for powers of two. */
export function log2(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const [k, high, low] = decompose(x);
  const lead = high * INVERSE_LN2;
  const rest = productError(high, INVERSE_LN2, lead) + (low * INVERSE_LN2 + high * INVERSE_LN2_TAIL);
  const sum = k + lead;
  return sum + (sumError(k, lead, sum) + rest);
}

/** log x as an unevaluated sum with about 66 correct bits, for a positive finite x: what a power needs. */
export function logPair(x: number): readonly [high: number, low: number] {
  const [k, high, low] = decompose(x);
  const lead = k * LN2_HIGH;
  const sum = lead + high;
  const rest = lead - sum + high + (k * LN2_LOW + low);
  const total = sum + rest;
  return [total, sum - total + rest];
}

/** [k, high, low] with log x = k ln 2 + high + low */
function decompose(x: number): readonly [k: number, high: number, low: number] {
  const normal = x < SMALLEST_NORMAL ? x * TWO_54 : x;
  const k = centredExponent(normal);
  const [high, low] = logOfReduced(normal * powerOfTwo(-k));
  return [x < SMALLEST_NORMAL ? k - 54 : k, high, low];
}

/** log(x · 2^shift) for a normal x */
function logOfNormal(x: number, shift: number): number {
  const k = centredExponent(x);
  return combine(k + shift, x * powerOfTwo(-k) - 1, 0);
}

/** k ln 2 + log(1 + f) + correction */
function combine(k: number, f: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const series =
    z *
    (0.6666666666666666 +
      z *
        (0.40000000000000885 +
          z *
            (0.28571428570799784 +
              z *
                (0.22222222392581045 +
                  z *
                    (0.18181795547521137 +
                      z * (0.15386244737621665 + z * (0.13268638369266825 + z * 0.13088034850927555)))))));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + series) + (k * LN2_LOW + correction)) - f);
}

/** log m for √½ < m ≤ √2 as a pair: 2 s (1 + s²/3 + s⁴/5 + …), the first two terms in double-double. */
function logOfReduced(m: number): readonly [high: number, low: number] {
  const f = m - 1;
  const d = 2 + f;
  const s = f / d;
  const sd = s * d;
  const sLow = (f - sd - productError(s, d, sd) - s * (2 - d + f)) / d;
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  const fifthAndAbove =
    z *
    z *
    (0.2 +
      z *
        (0.14285714285714685 +
          z *
            (0.11111111110826383 +
              z *
                (0.09090909168049924 +
                  z *
                    (0.0769229744350359 +
                      z * (0.0666740439940617 + z * (0.05853063232281699 + z * 0.058621635304233734)))))));
  const third = z * THIRD;
  const thirdLow = productError(z, THIRD, third) + (z * THIRD_TAIL + zLow * THIRD);
  const w = third + fifthAndAbove;
  const wLow = third - w + fifthAndAbove + thirdLow;
  const sw = s * w;
  const swLow = productError(s, w, sw) + (s * wLow + sLow * w);
  const high = s + sw;
  return [2 * high, 2 * (s - high + sw + (swLow + sLow))];
}

const THIRD = 0.3333333333333333;
/** 1/3 − THIRD */
const THIRD_TAIL = 1.850371707708594e-17;
