import { scaleByPowerOfTwo, powerOfTwo } from './bits.js';
import { INVERSE_LN2, LN2_HIGH, LN2_LOW } from './constants.js';
import { sumError } from './double-double.js';

const OVERFLOW = 709.782712893384;
const UNDERFLOW = -745.1332191019412;

/** e^x within 1 ulp (0.6 measured); the same bits on every engine. Overflows to Infinity, underflows gradually to 0. */
export function exp(x: number): number {
  return expOfPair(x, 0);
}

/**
 * e^(x + tail) for |tail| ≤ ulp(x). Reduction x = k ln 2 + r, |r| ≤ ln 2 / 2 (Cody & Waite, "Software Manual for the
 * Elementary Functions", 1980); e^r − 1 from a polynomial of near-minimax fit; 1 + r is kept with its rounding error.
 */
export function expOfPair(x: number, tail: number): number {
  if (!(x <= OVERFLOW)) return x > OVERFLOW ? Infinity : x;
  if (x < UNDERFLOW) return 0;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW - tail;
  const r = high - low;
  const lead = 1 + r;
  return scaleByPowerOfTwo(lead + (1 - lead + r + aboveLinear(r, high - r - low)), k);
}

/** e^x − 1 within 1 ulp, without cancellation near 0. */
export function expm1(x: number): number {
  if (!(Math.abs(x) >= 5.551115123125783e-17)) return x;
  if (x < -40) return -1;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  // Beyond 2^56 the −1 is less than half an ulp.
  if (k > 56) return exp(x);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const rest = aboveLinear(r, high - r - low);
  if (k === 0) return r + rest;
  const scale = powerOfTwo(k);
  const lead = scale - 1 + scale * r;
  return lead + (sumError(scale - 1, scale * r, lead) + scale * rest);
}

/** e^(r + c) − 1 − r for |r| ≤ 0.3466 and a tail c below half an ulp of r; fit error below 2^−60. */
function aboveLinear(r: number, c: number): number {
  const cubicAndAbove =
    0.16666666666666669 +
    r *
      (0.041666666666666664 +
        r *
          (0.008333333333330062 +
            r *
              (0.0013888888888886552 +
                r *
                  (0.00019841269863053618 +
                    r *
                      (2.4801587317144498e-5 +
                        r *
                          (2.7557268459997064e-6 +
                            r * (2.755728296954995e-7 + r * (2.510038549551032e-8 + r * 2.0911236630261545e-9))))))));
  const square = r * r;
  return 0.5 * square + (r * square * cubicAndAbove + (c + c * r));
}
