import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawn, placeOf } from '../../../src/models/names/draw.js';

const ONE = { version: 1, weight: 90 };
const ARMS: [typeof ONE, typeof ONE] = [ONE, { version: 2, weight: 10 }];

describe('the place of a subject', () => {
  it('is the first 48 bits of the digest that the documentation names', () => {
    const digest = createHash('sha256').update('churn\ncustomer-5').digest('hex');
    expect(placeOf('churn', 'customer-5')).toBe(parseInt(digest.slice(0, 12), 16) / 2 ** 48);
  });

  it('is spread evenly: 20,000 subjects in ten parts, by chi-squared', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 20_000; i++) counts[Math.floor(10 * placeOf('churn', `customer-${i}`))]!++;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    // The 0.999 quantile at 9 degrees of freedom.
    expect(chiSquared).toBeLessThan(27.88);
  });

  it('in one name says nothing of the place in another', () => {
    const both = Array.from({ length: 4000 }, (_, i) => [placeOf('a', `u${i}`) < 0.5, placeOf('b', `u${i}`) < 0.5]);
    const together = both.filter(([a, b]) => a && b).length;
    // Four standard deviations around a quarter.
    expect(Math.abs(together - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
  });
});

describe('drawing by weight', () => {
  it('gives each its share of the places, ends included', () => {
    expect([0, 0.5, 0.8999999, 0.9, 0.999999].map((place) => drawn(ARMS, place).version)).toEqual([1, 1, 1, 2, 2]);
    expect(drawn([{ version: 7, weight: 0.1 }], 0.9999999999999999).version).toBe(7);
  });

  it('moves only those in between when a weight changes', () => {
    const wider: typeof ARMS = [ONE, { version: 2, weight: 30 }];
    const moved = Array.from({ length: 5000 }, (_, i) => placeOf('churn', `u${i}`)).filter(
      (place) => drawn(ARMS, place).version !== drawn(wider, place).version,
    );
    expect(moved.every((place) => place >= 0.75 && place < 0.9)).toBe(true);
  });
});
