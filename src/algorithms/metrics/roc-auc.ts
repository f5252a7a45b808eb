import type { Evaluation } from './definition.js';
import { midRanks } from './ranks.js';

/**
 * Area under the ROC curve: the probability that a random positive scores above a random negative, ties counting half
 * (Mann–Whitney with mid-ranks). Standard error by DeLong, DeLong & Clarke-Pearson (Biometrics 44, 1988), computed from
 * ranks as in Sun & Xu (IEEE SPL 21, 2014). Null unless both classes are present.
 */
export function binaryRocAuc(isPositive: (row: number) => boolean, scores: Float64Array): Evaluation | null {
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let row = 0; row < scores.length; row++) (isPositive(row) ? positives : negatives).push(row);
  const [m, n] = [positives.length, negatives.length];
  if (m === 0 || n === 0) return null;
  const overall = midRanks(scores);
  // For each positive the share of negatives below it; for each negative the share of positives below it.
  const ofPositives = placements(positives, scores, overall, n);
  const ofNegatives = placements(negatives, scores, overall, m);
  const value = mean(ofPositives);
  if (m === 1 || n === 1) return { value, standardError: null };
  return { value, standardError: Math.sqrt(variance(ofPositives) / m + variance(ofNegatives) / n) };
}

/**
 * One against the rest, macro-averaged over the classes that have rows inside and outside; null if none has. For two
 * classes it is the AUC of the second. `probabilities`: rows × classes, row-major.
 */
export function rocAuc(labels: Int32Array, classCount: number, probabilities: Float64Array): Evaluation | null {
  const scores = (k: number) => Float64Array.from(labels, (_, row) => probabilities[row * classCount + k]!);
  if (classCount === 2) return binaryRocAuc((row) => labels[row] === 1, scores(1));
  const areas: number[] = [];
  for (let k = 0; k < classCount; k++) {
    const area = binaryRocAuc((row) => labels[row] === k, scores(k));
    if (area) areas.push(area.value);
  }
  return areas.length === 0 ? null : { value: mean(Float64Array.from(areas)), standardError: null };
}

function placements(
  rows: readonly number[],
  scores: Float64Array,
  overall: Float64Array,
  others: number,
): Float64Array {
  const own = midRanks(Float64Array.from(rows, (row) => scores[row]!));
  return Float64Array.from(rows, (row, i) => (overall[row]! - own[i]!) / others);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function variance(values: Float64Array): number {
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) * (value - centre);
  return squares / (values.length - 1);
}
