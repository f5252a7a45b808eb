import { type TensorLike } from '../contract.js';
import { factorizeCholesky, solveCholesky } from '../linalg/cholesky.js';
import { log } from '../math/index.js';
import { float64Tensor, scalar, scalarTensor, vector } from './tensors.js';
import { softmaxRows } from './softmax.js';

/**
 * p' = softmax(slope·log p + bias), bias₀ = 0: Platt scaling for two classes (Platt 1999), temperature with class biases
 * for more (Guo et al., ICML 2017). Probabilities are kept at 1e-7 or above before the logarithm.
 */
export interface Calibration {
  readonly slope: number;
  /** one per class */
  readonly bias: Float64Array;
}

export interface LabelledProbabilities {
  readonly labels: Int32Array;
  /** rows × classes, row-major */
  readonly probabilities: Float64Array;
}

const FLOOR = 1e-7;
const NEWTON_STEPS = 50;
/** Pull towards slope 1 and bias 0, in rows: keeps a separable sample finite. */
const PRIOR = 1;

export function calibrate({ slope, bias }: Calibration, probabilities: Float64Array): Float64Array {
  const classes = bias.length;
  const rows = probabilities.length / classes;
  const scores = Array.from(bias, (b, k) => {
    const output = new Float64Array(rows);
    for (let i = 0; i < rows; i++) output[i] = slope * log(Math.max(probabilities[i * classes + k]!, FLOOR)) + b;
    return output;
  });
  return softmaxRows(classes === 2 ? [scores[1]!.map((score, i) => score - scores[0]![i]!)] : scores);
}

/** Minimizes Σ −log p' + ½·PRIOR·((slope − 1)² + Σ bias²) by Newton's method with step halving; the loss is convex. */
export function fitCalibration({ labels, probabilities }: LabelledProbabilities, classes: number): Calibration {
  let current: Calibration = { slope: 1, bias: new Float64Array(classes) };
  let loss = penalizedLoss(current, labels, probabilities);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const direction = newtonStep(current, labels, probabilities);
    let length = 1;
    let next = move(current, direction, length);
    let reached = penalizedLoss(next, labels, probabilities);
    while (!(reached < loss) && length > 1e-6) {
      length /= 2;
      next = move(current, direction, length);
      reached = penalizedLoss(next, labels, probabilities);
    }
    if (!(reached < loss)) break;
    const gained = loss - reached;
    current = next;
    loss = reached;
    if (gained <= 1e-12 * loss) break;
  }
  return current;
}

/** −log p' of each row's class. */
export function calibratedLosses(
  calibration: Calibration,
  { labels, probabilities }: LabelledProbabilities,
): Float64Array {
  const classes = calibration.bias.length;
  const calibrated = calibrate(calibration, probabilities);
  return Float64Array.from(labels, (label, i) => -log(Math.max(calibrated[i * classes + label]!, FLOOR)));
}

/** `calibration.slope` F64 [1], `calibration.bias` F64 [classes]; absent where the probabilities stand as they are. */
export const calibrationToTensors = ({ slope, bias }: Calibration): [string, TensorLike][] => [
  ['calibration.slope', scalar(slope)],
  ['calibration.bias', vector(bias)],
];

export function calibrationFromTensors(tensors: ReadonlyMap<string, TensorLike>): Calibration | null {
  if (!tensors.has('calibration.slope')) return null;
  return {
    slope: scalarTensor(tensors, 'calibration.slope'),
    bias: float64Tensor(tensors, 'calibration.bias'),
  };
}

function penalizedLoss(calibration: Calibration, labels: Int32Array, probabilities: Float64Array): number {
  const { slope, bias } = calibration;
  const pull = (slope - 1) * (slope - 1) + bias.reduce((sum, b) => sum + b * b, 0);
  return calibratedLosses(calibration, { labels, probabilities }).reduce((sum, l) => sum + l, (PRIOR * pull) / 2);
}

function move({ slope, bias }: Calibration, direction: Float64Array, length: number): Calibration {
  return {
    slope: slope + length * direction[0]!,
    bias: bias.map((b, k) => (k === 0 ? 0 : b + length * direction[k]!)),
  };
}

/** −H⁻¹g in (slope, bias₁, …): the scores' derivatives are (log p_k, 1 at k). */
function newtonStep(calibration: Calibration, labels: Int32Array, probabilities: Float64Array): Float64Array {
  const classes = calibration.bias.length;
  const calibrated = calibrate(calibration, probabilities);
  const gradient = new Float64Array(classes);
  const hessian = new Float64Array(classes * classes);
  const logs = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) {
    let mean = 0;
    for (let k = 0; k < classes; k++) {
      logs[k] = log(Math.max(probabilities[i * classes + k]!, FLOOR));
      mean += calibrated[i * classes + k]! * logs[k]!;
    }
    gradient[0]! += mean - logs[labels[i]!]!;
    for (let k = 0; k < classes; k++) {
      const p = calibrated[i * classes + k]!;
      hessian[0]! += p * (logs[k]! - mean) * (logs[k]! - mean);
      if (k === 0) continue;
      gradient[k]! += p - (labels[i] === k ? 1 : 0);
      hessian[k * classes]! += p * (logs[k]! - mean);
      hessian[k * classes + k]! += p;
      for (let l = 1; l <= k; l++) hessian[k * classes + l]! -= p * calibrated[i * classes + l]!;
    }
  }
  gradient[0]! += PRIOR * (calibration.slope - 1);
  for (let k = 0; k < classes; k++) {
    if (k > 0) gradient[k]! += PRIOR * calibration.bias[k]!;
    hessian[k * classes + k]! += PRIOR;
  }
  const step = gradient.map((g) => -g);
  if (factorizeCholesky(hessian, classes)) solveCholesky(hessian, classes, step);
  return step;
}
