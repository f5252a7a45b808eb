import { exp, sigmoid } from '../math/index.js';

/**
 * Class probabilities, rows × classes, row-major. One output: the log-odds f of class 1, p₁ = σ(f), p₀ = σ(−f). Several:
 * softmax, each row shifted by its largest score.
 */
export function softmaxRows(scores: readonly Float64Array[]): Float64Array {
  const rows = scores[0]!.length;
  if (scores.length === 1) {
    const probabilities = new Float64Array(2 * rows);
    scores[0]!.forEach((score, i) => {
      probabilities[2 * i] = sigmoid(-score);
      probabilities[2 * i + 1] = sigmoid(score);
    });
    return probabilities;
  }
  const classes = scores.length;
  const probabilities = new Float64Array(classes * rows);
  for (let i = 0; i < rows; i++) {
    let largest = -Infinity;
    for (const output of scores) largest = Math.max(largest, output[i]!);
    let total = 0;
    for (let k = 0; k < classes; k++) {
      const share = exp(scores[k]![i]! - largest);
      probabilities[i * classes + k] = share;
      total += share;
    }
    for (let k = 0; k < classes; k++) probabilities[i * classes + k]! /= total;
  }
  return probabilities;
}
