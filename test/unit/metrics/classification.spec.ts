import { describe, expect, it } from 'vitest';
import {
  accuracy,
  areaUnderRoc,
  balancedAccuracy,
  binaryRocAuc,
  brierScore,
  CLASS_METRICS,
  f1Macro,
  logLoss,
  predictedClass,
} from '../../../src/algorithms/metrics/index.js';

// Expected values: scikit-learn 1.9.1 (sklearn.metrics) on the same rows; DeLong's error by the O(mn) definition in numpy.
const binary = { labels: Int32Array.from([1, 0, 1, 1, 0, 0, 1, 0]), classCount: 2 };
const positive = [0.9, 0.8, 0.7, 0.7, 0.7, 0.3, 0.2, 0.1];
const binaryProbabilities = Float64Array.from(positive.flatMap((p) => [1 - p, p]));
const three = { labels: Int32Array.from([0, 1, 2, 2, 1, 0, 2]), classCount: 3 };
const threeProbabilities = Float64Array.from(
  [
    [0.5, 0.3, 0.2],
    [0.2, 0.5, 0.3],
    [0.1, 0.3, 0.6],
    [0.4, 0.35, 0.25],
    [0.3, 0.3, 0.4],
    [0.6, 0.2, 0.2],
    [0.2, 0.3, 0.5],
  ].flat(),
);

describe('classification metrics agree with scikit-learn', () => {
  it.each([
    [areaUnderRoc, 0.625],
    [logLoss, 0.7129493115407484],
    [brierScore, 0.2575],
    [accuracy, 0.625],
    [f1Macro, 0.6190476190476191],
    [balancedAccuracy, 0.625],
  ])('two classes, with a tie across classes: $name', (metric, expected) => {
    expect(metric.evaluate(binary, binaryProbabilities)?.value).toBeCloseTo(expected, 12);
  });

  it.each([
    [areaUnderRoc, 0.861111111111111],
    [logLoss, 0.8130514220939491],
    [brierScore, 0.46071428571428574],
    [accuracy, 0.7142857142857143],
    [f1Macro, 0.7111111111111111],
    [balancedAccuracy, 0.7222222222222222],
  ])('three classes: $name', (metric, expected) => {
    expect(metric.evaluate(three, threeProbabilities)?.value).toBeCloseTo(expected, 12);
  });

  it('gives the AUC the standard error of DeLong', () => {
    expect(areaUnderRoc.evaluate(binary, binaryProbabilities)?.standardError).toBeCloseTo(0.22243913025065232, 12);
  });

  it('gives a mean the standard error sd/√n', () => {
    // 5 hits of 8: sd² = 8/7·(5/8)(3/8), se = √(sd²/8).
    expect(accuracy.evaluate(binary, binaryProbabilities)?.standardError).toBeCloseTo(Math.sqrt(15 / 64 / 7), 12);
  });
});

describe('edges', () => {
  it('has no AUC for a single class, and ignores absent classes among several', () => {
    expect(binaryRocAuc(() => true, Float64Array.of(0.1, 0.9))).toBeNull();
    const absent = { labels: Int32Array.of(0, 1), classCount: 3 };
    expect(areaUnderRoc.evaluate(absent, Float64Array.of(0.8, 0.1, 0.1, 0.2, 0.7, 0.1))?.value).toBe(1);
  });

  it('clips the log loss of a certain and wrong probability at 2^-52', () => {
    const sure = logLoss.evaluate({ labels: Int32Array.of(0), classCount: 2 }, Float64Array.of(0, 1));
    expect(sure?.value).toBeCloseTo(52 * Math.LN2, 12);
  });

  it('answers null without rows', () => {
    for (const metric of CLASS_METRICS)
      expect(metric.evaluate({ labels: new Int32Array(0), classCount: 2 }, new Float64Array(0))).toBeNull();
  });

  it('breaks a tie between classes towards the lowest index', () => {
    expect(predictedClass(Float64Array.of(0.2, 0.4, 0.4), 3, 0)).toBe(1);
  });
});
