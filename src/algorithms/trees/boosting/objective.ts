import { exp, log } from '../../math/index.js';

/** Products of factors up to 2 are cut here, far below overflow. */
const LARGE = 1e300;

/**
 * A twice differentiable loss of one or several scores per row. `Scores`: one array per output, rows long.
 */
export interface Objective {
  readonly outputs: number;
  /** constant scores that training starts from */
  readonly base: Float64Array;
  /** Mean loss of the scores; `rows` derivatives follow from the same probabilities, see `derivatives`. */
  evaluate(scores: readonly Float64Array[]): number;
  /** First and second derivative of each row's loss by output k, at the scores of the last `evaluate`. */
  derivatives(k: number, gradient: Float64Array, hessian: Float64Array): void;
}

/** ½(y − f)²: g = f − y, h = 1; starts from `base`. */
export function squaredError(target: Float64Array, base: number): Objective {
  let current: Float64Array = new Float64Array();
  return {
    outputs: 1,
    base: Float64Array.of(base),
    evaluate([scores]) {
      current = scores!;
      let loss = 0;
      for (let i = 0; i < target.length; i++) loss += (current[i]! - target[i]!) * (current[i]! - target[i]!);
      return loss / (2 * target.length);
    },
    derivatives(_, gradient, hessian) {
      for (let i = 0; i < target.length; i++) gradient[i] = current[i]! - target[i]!;
      hessian.fill(1);
    },
  };
}

/** −log p of the class, p₁ = σ(f): g = p₁ − y, h = p₁(1 − p₁); starts from the log-odds of the training rows. */
export function binaryLogLoss(labels: Int32Array, priors: Float64Array): Objective {
  const positive = new Float64Array(labels.length);
  return {
    outputs: 1,
    base: Float64Array.of(log(priors[1]! / priors[0]!)),
    evaluate([scores]) {
      let loss = 0;
      // Σ log(1 + e^−|f|) as the logarithm of products: one logarithm for hundreds of rows.
      let product = 1;
      for (let i = 0; i < labels.length; i++) {
        const score = scores![i]!;
        const decay = exp(-Math.abs(score));
        positive[i] = score >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
        loss += Math.max(labels[i] === 1 ? -score : score, 0);
        product *= 1 + decay;
        if (product < LARGE) continue;
        loss += log(product);
        product = 1;
      }
      return (loss + log(product)) / labels.length;
    },
    derivatives(_, gradient, hessian) {
      for (let i = 0; i < labels.length; i++) {
        gradient[i] = positive[i]! - labels[i]!;
        hessian[i] = positive[i]! * (1 - positive[i]!);
      }
    },
  };
}

/**
 * −log p of the class under softmax: g_k = p_k − [y = k], h_k = K/(K − 1)·p_k(1 − p_k) (Friedman, Ann. Stat. 29, 2001,
 * algorithm 6); starts from the log of the class shares.
 */
export function softmaxLogLoss(labels: Int32Array, priors: Float64Array): Objective {
  const classes = priors.length;
  const probabilities = Array.from(priors, () => new Float64Array(labels.length));
  return {
    outputs: classes,
    base: priors.map((prior) => log(prior)),
    evaluate(scores) {
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
    derivatives(k, gradient, hessian) {
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
