import {
  type ClassificationData,
  type ClassPrediction,
  type Features,
  type FitContext,
  type Parameters,
  type TensorLike,
} from '../contract.js';
import { findAlgorithm, type Fitted } from './algorithm.js';
import { calibrate, type Calibration, calibrationFromTensors, calibrationToTensors } from './calibration.js';
import { helpfulCalibration } from './calibration-choice.js';
import { classificationTask } from './classification.js';
import { crossFit } from './cross-fit.js';
import { joinCells } from './subset.js';

/** A classifier with the calibration that was learned on rows left out of fits to its training rows, where that helped. */
export interface TabularClassifier extends Fitted<ClassPrediction> {
  readonly calibration: Calibration | null;
}

/** Throws DataError for an unknown algorithm and for data that it cannot use. */
export function fitClassifier(
  algorithm: string,
  data: ClassificationData,
  parameters: Parameters,
  context: FitContext,
): TabularClassifier {
  const found = findAlgorithm(classificationTask.algorithms, algorithm);
  const fitted = found.fit(data, parameters, context);
  const leftOut = crossFit(classificationTask, found, data, parameters, context);
  const joined = {
    labels: joinCells(
      leftOut.map(({ data: { labels } }) => labels),
      new Int32Array(0),
    ),
    probabilities: joinCells(
      leftOut.map(({ prediction }) => prediction.probabilities),
      new Float64Array(0),
    ),
  };
  return calibrated(fitted, helpfulCalibration(joined, data.classes.length));
}

/** The model of a file: tensors of the estimator, and of calibrationToTensors if there is one. */
export function loadClassifier(algorithm: string, tensors: ReadonlyMap<string, TensorLike>): TabularClassifier {
  const fitted = findAlgorithm(classificationTask.algorithms, algorithm).load(tensors);
  return calibrated(fitted, calibrationFromTensors(tensors));
}

function calibrated(fitted: Fitted<ClassPrediction>, calibration: Calibration | null): TabularClassifier {
  return {
    calibration,
    predict(features: Features) {
      const prediction = fitted.predict(features);
      return calibration ? { probabilities: calibrate(calibration, prediction.probabilities) } : prediction;
    },
    toTensors: () => new Map([...fitted.toTensors(), ...(calibration ? calibrationToTensors(calibration) : [])]),
  };
}
