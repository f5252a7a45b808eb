import { exp, log1p } from '../../math/index.js';
import { type Design } from '../design.js';

/**
 * Σ −log p(class of row) + ½·l2·‖w‖² (+ l1·‖w‖₁, which the solver adds) in the variables θ: for each output k its
 * `columns` weights, then the intercepts. Two classes have one output, the log-odds of the second; K > 2 have K outputs
 * under softmax, the first intercept fixed at 0 (a common shift of all changes nothing).
 */
export interface LogisticProblem {
  readonly design: Design;
  readonly labels: Int32Array;
  readonly outputs: number;
  readonly l2: number;
  /** number of weights; the intercepts follow them in θ */
  readonly weightCount: number;
  readonly size: number;
}

export function logisticProblem(design: Design, labels: Int32Array, classCount: number, l2: number): LogisticProblem {
  const outputs = classCount === 2 ? 1 : classCount;
  const weightCount = outputs * design.columns;
  return { design, labels, outputs, l2, weightCount, size: weightCount + Math.max(1, outputs - 1) };
}

/** Position in θ of the intercept of output k; −1 for the fixed one. */
export const interceptIndex = ({ outputs, weightCount }: LogisticProblem, k: number): number =>
  outputs === 1 ? weightCount : k === 0 ? -1 : weightCount + k - 1;

export interface Evaluation {
  /** without the l1 term */
  readonly objective: number;
  /** per output, rows long; of the second class if there is one output */
  readonly probabilities: readonly Float64Array[];
}

export function evaluate(problem: LogisticProblem, theta: Float64Array): Evaluation {
  const { design, outputs, labels } = problem;
  const scores = Array.from({ length: outputs }, (_, k) => {
    const index = interceptIndex(problem, k);
    const out = new Float64Array(design.rows).fill(index < 0 ? 0 : theta[index]!);
    design.addProduct(theta.subarray(k * design.columns, (k + 1) * design.columns), out);
    return out;
  });
  const loss = outputs === 1 ? binaryLoss(scores[0]!, labels) : softmaxLoss(scores, labels);
  let squares = 0;
  for (let j = 0; j < problem.weightCount; j++) squares += theta[j]! * theta[j]!;
  return { objective: loss + (problem.l2 * squares) / 2, probabilities: scores };
}

export function gradient(
  problem: LogisticProblem,
  theta: Float64Array,
  probabilities: readonly Float64Array[],
): Float64Array {
  const { design, outputs, labels, l2 } = problem;
  const result = new Float64Array(problem.size);
  for (let k = 0; k < outputs; k++) {
    const target = outputs === 1 ? 1 : k;
    const errors = probabilities[k]!.map((p, i) => p - (labels[i] === target ? 1 : 0));
    result.set(design.transposeProduct(errors), k * design.columns);
    const index = interceptIndex(problem, k);
    if (index >= 0) result[index] = errors.reduce((sum, error) => sum + error, 0);
  }
  for (let j = 0; j < problem.weightCount; j++) result[j]! += l2 * theta[j]!;
  return result;
}

/** Scores become probabilities in place; returns the summed loss. */
function binaryLoss(scores: Float64Array, labels: Int32Array): number {
  let loss = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const decay = exp(-Math.abs(score));
    const margin = labels[i] === 1 ? score : -score;
    loss += Math.max(-margin, 0) + log1p(decay);
    scores[i] = score >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
  }
  return loss;
}

function softmaxLoss(scores: readonly Float64Array[], labels: Int32Array): number {
  let loss = 0;
  for (let i = 0; i < labels.length; i++) {
    let top = 0;
    for (let k = 1; k < scores.length; k++) if (scores[k]![i]! > scores[top]![i]!) top = k;
    const largest = scores[top]![i]!;
    const own = scores[labels[i]!]![i]! - largest;
    // Without the largest, whose term is 1, so that log1p keeps a loss near zero.
    let others = 0;
    for (let k = 0; k < scores.length; k++) {
      const share = exp(scores[k]![i]! - largest);
      scores[k]![i] = share;
      if (k !== top) others += share;
    }
    for (const output of scores) output[i]! /= 1 + others;
    loss += log1p(others) - own;
  }
  return loss;
}
