import { studentQuantile } from './student-t.js';

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Probability that an interval holds the true value. */
export const LEVEL = 0.95;
/** Φ⁻¹(0.975) */
const Z = 1.959963984540054;

/** Wilson (1927): of a rate, also of one near 0 or 1 and of few trials; n ≥ 1. */
export function wilsonInterval(rate: number, n: number): Interval {
  const centre = (rate + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const radius = (Z / (1 + Z ** 2 / n)) * Math.sqrt((rate * (1 - rate)) / n + Z ** 2 / (4 * n * n));
  return { lower: Math.max(0, centre - radius), upper: Math.min(1, centre + radius) };
}

/** Student's t: of a mean, from the sample variance; null for a single value, which says nothing of its spread. */
export function meanInterval(mean: number, variance: number, n: number): Interval | null {
  if (n < 2) return null;
  const radius = studentQuantile(LEVEL, n - 1) * Math.sqrt(variance / n);
  return { lower: mean - radius, upper: mean + radius };
}
