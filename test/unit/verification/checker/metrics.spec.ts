import { describe, expect, it } from 'vitest';
import { classFigure } from '../../../../src/verification/checker/metrics.js';
import { compareMetrics } from '../../../../src/verification/checker/replay.js';

/** One positive against one negative, with these probabilities of the second class. */
const areaOf = (positive: number, negative: number) =>
  classFigure('roc_auc', Int32Array.of(1, 0), 2, Float64Array.of(1 - positive, positive, 1 - negative, negative))!;

describe('a metric that depends on order', () => {
  it('is exact where scores are equal, or far apart', () => {
    expect(areaOf(0.3, 0.3)).toMatchObject({ value: 0.5, open: 0 });
    expect(areaOf(0.3, 0.299999)).toMatchObject({ value: 1, open: 0 });
  });

  it('says how much is open where only rounding tells scores apart', () => {
    expect(0.1 + 0.2).not.toBe(0.3);
    expect(areaOf(0.1 + 0.2, 0.3)).toMatchObject({ value: 1, open: 1 });
    const tie = Float64Array.of(0.5 - 1e-16, 0.5, 0.9, 0.1, 0.2, 0.8, 0.7, 0.3);
    expect(classFigure('accuracy', Int32Array.of(0, 0, 1, 0), 2, tie)).toMatchObject({ value: 0.75, open: 0.25 });
  });

  const metric = { name: 'roc_auc', value: 0.9, standard_error: null, higher_is_better: true, baselines: [] };
  const compared = (claimed: number, open: number) => {
    const replayed = [{ name: 'roc_auc', figure: { value: 0.9, error: null, open }, baselines: [] }];
    return compareMetrics([{ ...metric, value: claimed }], replayed, 'rows').checks[1]!;
  };

  it('is compared up to what is open, and says so', () => {
    expect(compared(0.9 + 1e-6, 0).verdict).toBe('FAIL');
    expect(compared(0.9 + 1e-6, 1e-6)).toMatchObject({
      verdict: 'PASS',
      scope: expect.stringMatching(/open by 0.0000010/) as string,
    });
    expect(compared(0.9 + 3e-6, 1e-6).verdict).toBe('FAIL');
    expect(compared(0.9, 0.01).verdict).toBe('PASS');
    expect(compared(0.901, 0.01).verdict).toBe('INDETERMINATE');
  });
});
