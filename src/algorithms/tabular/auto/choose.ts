/** Scores of one candidate; the same parts in the same order for all. */
export interface Contender {
  readonly rank: number;
  readonly scores: readonly (number | null)[];
}

export interface Summary {
  readonly mean: number;
  /** sd/√parts with the n − 1 denominator; null for a single part */
  readonly standardError: number | null;
}

/** Null where the metric was undefined everywhere. */
export function summarize(scores: readonly (number | null)[]): Summary | null {
  const known = scores.filter((score) => score !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, score) => sum + score, 0) / known.length;
  if (known.length === 1) return { mean, standardError: null };
  const squares = known.reduce((sum, score) => sum + (score - mean) * (score - mean), 0);
  return { mean, standardError: Math.sqrt(squares / (known.length - 1) / known.length) };
}

/**
 * Index of the choice: the simplest contender (lowest rank) whose mean is within one standard error of the best. The error
 * is that of the difference, part by part, which what all find hard in a part does not blur (the one-standard-error rule of
 * Breiman et al., CART, 1984, §3.4.3, on paired scores). Inside a rank the best mean wins, then the earlier. Throws
 * RangeError if nobody has a score.
 */
export function chooseContender(contenders: readonly Contender[], higherIsBetter: boolean): number {
  const sign = higherIsBetter ? 1 : -1;
  const values = contenders.map(({ scores }) => {
    const mean = summarize(scores)?.mean;
    return mean === undefined ? -Infinity : sign * mean;
  });
  const best = indexOfBest(values);
  if (values[best] === -Infinity) throw new RangeError('no candidate has a score');
  const ties = contenders.map((contender, i) => {
    if (i === best) return true;
    if (values[i] === -Infinity || contender.rank >= contenders[best]!.rank) return false;
    const deficits = contender.scores.map((score, part) => {
      const ofBest = contenders[best]!.scores[part]!;
      return score === null || ofBest === null ? null : sign * (ofBest - score);
    });
    const deficit = summarize(deficits);
    return deficit !== null && deficit.mean <= (deficit.standardError ?? 0);
  });
  const lowest = contenders.reduce((rank, c, i) => (ties[i] ? Math.min(rank, c.rank) : rank), Infinity);
  return indexOfBest(values.map((value, i) => (ties[i] && contenders[i]!.rank === lowest ? value : -Infinity)));
}

/** The first of equals. */
const indexOfBest = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
