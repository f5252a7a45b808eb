import { describe, expect, it } from 'vitest';
import { meanInterval, wilsonInterval } from '../../../src/models/statistics/intervals.js';
import { studentQuantile } from '../../../src/models/statistics/student-t.js';

describe("Student's t", () => {
  // scipy 1.17.1, stats.t.ppf((1 + level) / 2, degrees)
  it.each([
    [0.95, 1, 12.706204736174694],
    [0.95, 2, 4.302652729749462],
    [0.95, 5, 2.5705818356363146],
    [0.95, 29, 2.045229642132703],
    [0.95, 1000, 1.9623390808264083],
    [0.99, 10, 3.16927267261695],
  ])('the %d quantile at %i degrees of freedom is %d', (level, degrees, expected) => {
    expect(studentQuantile(level, degrees)).toBeCloseTo(expected, 9);
  });

  it('gives the interval of a mean', () => {
    // scipy: t.interval(0.95, 5, mean, sem) of 1.5, 2.25, −3, 4, 0.5, 2
    const values = [1.5, 2.25, -3, 4, 0.5, 2];
    const mean = values.reduce((sum, value) => sum + value, 0) / 6;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5;
    const { lower, upper } = meanInterval(mean, variance, 6)!;
    expect(lower).toBeCloseTo(-1.2662921299673398, 9);
    expect(upper).toBeCloseTo(3.682958796634006, 9);
  });

  it('says nothing of the spread of one value', () => {
    expect(meanInterval(3, 0, 1)).toBeNull();
  });
});

describe('the Wilson interval of a rate', () => {
  // scipy 1.17.1, binomtest(k, n).proportion_ci(0.95, 'wilson')
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371109, 1],
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [1, 1000, 0.00017654637062607809, 0.0056425585979579355],
  ])('%i of %i', (successes, n, lower, upper) => {
    const interval = wilsonInterval(successes / n, n);
    expect(interval.lower).toBeCloseTo(lower, 12);
    expect(interval.upper).toBeCloseTo(upper, 12);
  });
});
