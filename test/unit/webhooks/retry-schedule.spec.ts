import { describe, expect, it } from 'vitest';
import { nextDelay } from '../../../src/webhooks/retry-schedule.js';

describe('the schedule of retries', () => {
  it('is the one of Standard Webhooks: ten attempts, 75:35:05 from the first to the last', () => {
    const delays = Array.from({ length: 10 }, (_, i) => nextDelay(i + 1, null, 0.5));
    expect(delays).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, null]);
    expect(delays.reduce<number>((sum, delay) => sum + (delay ?? 0), 0)).toBe(75 * 3600 + 35 * 60 + 5);
  });

  it('spreads by a fifth to either side', () => {
    expect(nextDelay(2, null, 0)).toBeCloseTo(240, 9);
    expect(nextDelay(2, null, 1)).toBeCloseTo(360, 9);
  });

  it('waits as long as the receiver asks, up to a day', () => {
    expect(nextDelay(1, 120, 0.5)).toBe(120);
    expect(nextDelay(3, 120, 0.5)).toBe(1800);
    expect(nextDelay(1, 1e9, 0.5)).toBe(86_400);
  });
});
