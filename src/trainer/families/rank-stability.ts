import { type Detector } from '../../algorithms/anomaly/index.js';
import { type Features, type FitContext, type Parameters } from '../../algorithms/contract.js';
import { RandomStream } from '../../algorithms/random/stream.js';
import { selectRows } from '../../algorithms/tabular/index.js';

/**
 * Rank correlation (Spearman, ties by row) between the scores that two models give to the held-out rows, each fitted
 * to one half of the training rows (RandomStream(seed, 'stability') deals them out): 1 if which rows were seen makes
 * no difference.
 */
export function rankStability(
  detector: Detector,
  parameters: Parameters,
  train: Features,
  test: Features,
  { seed }: FitContext,
): number {
  const order = new RandomStream(seed, 'stability').shuffle(Uint32Array.from({ length: train.rows }, (_, row) => row));
  const half = Math.floor(train.rows / 2);
  const [left, right] = [order.slice(0, half), order.slice(half)].map((rows) => {
    const model = detector.fit(selectRows(train, rows.sort()), parameters, { seed });
    return ranksOf(detector.predict(model, test).scores);
  });
  const n = test.rows;
  let squares = 0;
  for (let row = 0; row < n; row++) squares += (left![row]! - right![row]!) * (left![row]! - right![row]!);
  return n > 1 ? 1 - (6 * squares) / (n * (n * n - 1)) : 1;
}

function ranksOf(scores: Float64Array): Float64Array {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]! || a - b);
  const ranks = new Float64Array(scores.length);
  order.forEach((row, rank) => (ranks[row] = rank));
  return ranks;
}
