import { productError } from './double-double.js';
import { expOfPair } from './exponential.js';
import { logPair } from './logarithm.js';

/**
 * x^y with ECMAScript's special cases, within 1 ulp (nearly rounded: an integer power that a double can hold is exact).
 * y log x is carried as a pair of doubles, so that a large exponent does not magnify the logarithm's rounding.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const magnitude = Math.abs(x);
  if (!Number.isFinite(y)) {
    if (magnitude === 1) return NaN;
    return magnitude > 1 === y > 0 ? Infinity : 0;
  }
  const negative = x < 0 || Object.is(x, -0);
  const sign = negative && Math.abs(y % 2) === 1 ? -1 : 1;
  if (magnitude === 0 || magnitude === Infinity) return (magnitude === 0) === y > 0 ? sign * 0 : sign * Infinity;
  if (negative && !Number.isInteger(y)) return NaN;
  const [high, low] = logPair(magnitude);
  const exponent = high * y;
  if (exponent > 710) return sign * Infinity;
  if (exponent < -746) return sign * 0;
  return sign * expOfPair(exponent, productError(high, y, exponent) + low * y);
}
