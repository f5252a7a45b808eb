import { LogisticLoss } from '../../kernels/trees/logistic-loss.js';
import { LossMemory } from '../../kernels/trees/loss-memory.js';
import { exp, log } from '../../math/index.js';

/** A twice differentiable loss of one or several scores per row. */
export interface Objective {
  readonly outputs: number;
  /** constant scores that training starts from */
  readonly base: Float64Array;
  /** scores, which are `base` at first and grow by what is added to them, and derivatives */
  readonly memory: LossMemory;
  /** Mean loss at the scores. */
  evaluate(): number;
  /** Writes the derivatives of each row's loss by the score of output k, as of the last `evaluate`. */
  derive(k: number): void;
}

/** ½(y − f)²: g = f − y, h = 1; starts from `base`. */
export function squaredError(target: Float64Array, base: number): Objective {
  const start = Float64Array.of(base);
  const memory = LossMemory.startingFrom(start, target.length);
  return {
    outputs: 1,
    base: start,
    memory,
    evaluate() {
      const scores = memory.scores(0);
      let loss = 0;
      for (let i = 0; i < target.length; i++) loss += (scores[i]! - target[i]!) * (scores[i]! - target[i]!);
      return loss / (2 * target.length);
    },
    derive() {
      const [scores, gradient] = [memory.scores(0), memory.gradient];
      for (let i = 0; i < target.length; i++) gradient[i] = scores[i]! - target[i]!;
      memory.hessian.fill(1);
    },
  };
}

/** −log p of the class, p₁ = σ(f): g = p₁ − y, h = p₁(1 − p₁); starts from the log-odds of the training rows. */
export function binaryLogLoss(labels: Int32Array, priors: Float64Array): Objective {
  const base = Float64Array.of(log(priors[1]! / priors[0]!));
  const memory = LossMemory.startingFrom(base, labels.length);
  const loss = new LogisticLoss(memory, labels);
  return {
    outputs: 1,
    base,
    memory,
    evaluate: () => loss.evaluate(),
    // `evaluate` has written the derivatives of the only output.
    derive: () => undefined,
  };
}

/**
 * −log p of the class under softmax: g_k = p_k − [y = k], h_k = K/(K − 1)·p_k(1 − p_k) (Friedman, Ann. Stat. 29, 2001,
 * algorithm 6); starts from the log of the class shares.
 */
export function softmaxLogLoss(labels: Int32Array, priors: Float64Array): Objective {
  const classes = priors.length;
  const base = priors.map((prior) => log(prior));
  const memory = LossMemory.startingFrom(base, labels.length);
  const probabilities = Array.from(base, () => new Float64Array(labels.length));
  return {
    outputs: classes,
    base,
    memory,
    evaluate() {
      const scores = Array.from(base, (_, k) => memory.scores(k));
      let loss = 0;
      for (let i = 0; i < labels.length; i++) {
        let largest = -Infinity;
        for (const output of scores) largest = Math.max(largest, output[i]!);
        let total = 0;
        for (let k = 0; k < classes; k++) {
          const share = exp(scores[k]![i]! - largest);
          probabilities[k]![i] = share;
          total += share;
        }
        for (let k = 0; k < classes; k++) probabilities[k]![i]! /= total;
        loss += log(total) + largest - scores[labels[i]!]![i]!;
      }
      return loss / labels.length;
    },
    derive(k) {
      const { gradient, hessian } = memory;
      const factor = classes / (classes - 1);
      for (let i = 0; i < labels.length; i++) {
        const p = probabilities[k]![i]!;
        gradient[i] = p - (labels[i] === k ? 1 : 0);
        hessian[i] = factor * p * (1 - p);
      }
    },
  };
}

/** Share of each class. */
export function classPriors(labels: Int32Array, classes: number): Float64Array {
  const priors = new Float64Array(classes);
  for (const label of labels) priors[label]! += 1;
  return priors.map((count) => count / labels.length);
}
