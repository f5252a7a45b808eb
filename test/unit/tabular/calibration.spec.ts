import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { calibrate, calibratedLosses, fitCalibration } from '../../../src/algorithms/tabular/calibration.js';
import { helpfulCalibration } from '../../../src/algorithms/tabular/calibration-choice.js';

/** 2,000 rows of log-odds f; labels drawn with σ(slope·f + shift). */
function rowsOf(slope: number, shift: number) {
  const stream = new RandomStream(6, 'test');
  const odds = Float64Array.from({ length: 2000 }, () => 4 * stream.uniform() - 2);
  const labels = Int32Array.from(odds, (f) => (stream.uniform() < 1 / (1 + Math.exp(-slope * f - shift)) ? 1 : 0));
  const probabilities = Float64Array.from([...odds].flatMap((f) => [1 / (1 + Math.exp(f)), 1 / (1 + Math.exp(-f))]));
  return { labels, probabilities };
}

describe('fitCalibration', () => {
  it('finds the slope and shift that the labels were drawn with, within their sampling error', () => {
    const { slope, bias } = fitCalibration(rowsOf(2, -0.5), 2);
    expect(Math.abs(slope - 2)).toBeLessThan(0.25);
    expect(Math.abs(bias[1]! + 0.5)).toBeLessThan(0.2);
    expect(bias[0]).toBe(0);
  });

  it('ends where no step in slope or bias lowers the penalized loss, for three classes too', () => {
    const labels = Int32Array.from({ length: 60 }, (_, i) => (i * 7 + (i >> 2)) % 3);
    const probabilities = Float64Array.from({ length: 180 }, (_, i) => {
      const [row, k] = [Math.floor(i / 3), i % 3];
      return labels[row] === k ? 0.4 + (row % 5) / 20 : (0.6 - (row % 5) / 20) / 2;
    });
    const rows = { labels, probabilities };
    const found = fitCalibration(rows, 3);
    const lossOf = (slope: number, bias: Float64Array) =>
      calibratedLosses({ slope, bias }, rows).reduce((sum, l) => sum + l, 0) +
      ((slope - 1) ** 2 + bias.reduce((sum, b) => sum + b * b, 0)) / 2;
    const best = lossOf(found.slope, found.bias);
    for (const step of [-1e-3, 1e-3]) {
      expect(lossOf(found.slope + step, found.bias)).toBeGreaterThan(best);
      for (const k of [1, 2]) {
        const moved = found.bias.with(k, found.bias[k]! + step);
        expect(lossOf(found.slope, moved)).toBeGreaterThan(best);
      }
    }
  });
});

describe('calibrate', () => {
  it('is Platt scaling for two classes', () => {
    const [, p] = calibrate({ slope: 2, bias: Float64Array.of(0, 1) }, Float64Array.of(0.4, 0.6));
    expect(p).toBeCloseTo(1 / (1 + Math.exp(-2 * Math.log(1.5) - 1)), 12);
  });
});

describe('helpfulCalibration', () => {
  it('is learned where probabilities are off, and left where they are right', () => {
    expect(helpfulCalibration(rowsOf(2, -0.5), 2)?.slope).toBeGreaterThan(1.5);
    expect(helpfulCalibration(rowsOf(1, 0), 2)).toBeNull();
  });
});
