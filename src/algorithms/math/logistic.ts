import { exp, expm1 } from './exponential.js';
import { log, log1p } from './logarithm.js';

/** 1 / (1 + e^−x) without overflow, within 2 ulp; sigmoid(x) + sigmoid(−x) = 1 to rounding. */
export function sigmoid(x: number): number {
  const decay = exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
}

/** log(1 + e^x) without overflow: the logistic loss of a margin −x. */
export function softplus(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}

/** Hyperbolic tangent within 2 ulp. */
export function tanh(x: number): number {
  const t = expm1(-2 * Math.abs(x));
  const magnitude = -t / (t + 2);
  return x < 0 ? -magnitude : magnitude;
}

/** log Σ e^v, shifted by the maximum so that nothing overflows; −Infinity of an empty list. */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]!);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += exp(values[i]! - largest);
  return largest + log(sum);
}
