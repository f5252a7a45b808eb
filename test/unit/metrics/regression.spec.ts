import { describe, expect, it } from 'vitest';
import {
  coefficientOfDetermination,
  meanAbsoluteError,
  medianAbsoluteError,
  midRanks,
  REGRESSION_METRICS,
  rootMeanSquaredError,
} from '../../../src/algorithms/metrics/index.js';

const truth = Float64Array.of(3, -0.5, 2, 7, 4.25);
const prediction = Float64Array.of(2.5, 0, 2, 8, 5);

describe('regression metrics', () => {
  // Expected values: scikit-learn 1.9.1 (sklearn.metrics) on the same rows.
  it.each([
    [rootMeanSquaredError, 0.6422616289332564],
    [meanAbsoluteError, 0.55],
    [medianAbsoluteError, 0.5],
    [coefficientOfDetermination, 0.9328175895765473],
  ])('$name agrees with scikit-learn', (metric, expected) => {
    expect(metric.evaluate(truth, prediction)?.value).toBeCloseTo(expected, 12);
  });

  it('propagates the error of the MSE to the RMSE by the delta method', () => {
    // Squared errors 1 and 9: mean 5, sd √32, se 4; RMSE √5.
    const result = rootMeanSquaredError.evaluate(Float64Array.of(0, 0), Float64Array.of(1, 3));
    expect(result?.standardError).toBeCloseTo(4 / (2 * Math.sqrt(5)), 12);
  });

  it('has no R² where the target is constant, and no metric without rows', () => {
    expect(coefficientOfDetermination.evaluate(Float64Array.of(2, 2), Float64Array.of(1, 2))).toBeNull();
    for (const metric of REGRESSION_METRICS)
      expect(metric.evaluate(new Float64Array(0), new Float64Array(0))).toBeNull();
  });
});

describe('midRanks', () => {
  it('shares the mean of the ranks among ties', () => {
    expect([...midRanks(Float64Array.of(5, 1, 5, 3, 5))]).toEqual([4, 1, 4, 2, 4]);
  });
});
