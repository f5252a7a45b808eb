import { describe, expect, it } from 'vitest';
import { LogisticLoss } from '../../../src/algorithms/kernels/trees/logistic-loss.js';
import { LossMemory } from '../../../src/algorithms/kernels/trees/loss-memory.js';
import { log, sigmoid } from '../../../src/algorithms/math/index.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

const stream = new RandomStream(5, 'test');
const bell = () => 2 * (stream.uniform() + stream.uniform() + stream.uniform() - 1.5);
const EXTREMES = [0, -0, 700, -700, 708.5, -708.5, -709.9, -744, 745.2, -745.13, -745.2, -5000, 1e300, -1e300];

function evaluated(scores: readonly number[], labels: readonly number[]) {
  const memory = new LossMemory(scores.length, 1);
  const loss = new LogisticLoss(memory, Int32Array.from(labels));
  memory.scores(0).set(scores);
  return { loss: loss.evaluate(), gradient: [...memory.gradient], hessian: [...memory.hessian] };
}

describe('logistic loss', () => {
  it.each([2000, 1601])('has the derivatives of the sigmoid, to the bit: %i rows', (rows) => {
    const scores = Array.from({ length: rows }, (_, i) => EXTREMES[i] ?? bell() * (i % 3 === 0 ? 200 : 2));
    const labels = Array.from({ length: rows }, () => stream.below(2));
    const { gradient, hessian } = evaluated(scores, labels);
    const p = scores.map(sigmoid);
    expect(gradient).toEqual(p.map((share, i) => share - labels[i]!));
    expect(hessian).toEqual(p.map((share) => share * (1 - share)));
  });

  it.each([1, 7, 512, 513, 3001])('is the mean of −log p of the class: %i rows', (rows) => {
    const scores = Array.from({ length: rows }, () => 5 * bell());
    const labels = Array.from({ length: rows }, () => stream.below(2));
    const losses = scores.map((score, i) => -log(sigmoid(labels[i] === 1 ? score : -score)));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / rows;
    expect(Math.abs(evaluated(scores, labels).loss - mean)).toBeLessThan(1e-13 * mean);
  });

  it('is large, not infinite, where a class is as good as excluded', () => {
    expect(evaluated([-1e5, 1e5], [1, 0]).loss).toBe(1e5);
  });
});
