import { DataError, type Features, type TensorLike } from '../contract.js';
import { type AnomalyPrediction, type Detector } from './detector.js';
import { ecod } from './ecod.js';
import { hbos } from './hbos.js';
import { isolationForest } from './isolation-forest.js';
import { knnDistance } from './knn.js';
import { localOutlierFactor } from './lof.js';

export { ecod, hbos, isolationForest, knnDistance, localOutlierFactor };
export { type AnomalyModel, type AnomalyPrediction, type Detector } from './detector.js';
export { type DetectorSelection, GROUPED, selectDetector } from './selection.js';

export const DETECTORS = [isolationForest, knnDistance, localOutlierFactor, ecod, hbos] as const;

/** A model file's detector. Throws DataError for an unknown name or a tensor that does not fit. */
export function loadDetector(
  algorithm: string,
  tensors: ReadonlyMap<string, TensorLike>,
): (features: Features) => AnomalyPrediction {
  const detector = findDetector(algorithm);
  const model = detector.fromTensors(tensors);
  return (features) => detector.predict(model, features);
}

export function findDetector(algorithm: string): Detector {
  const found = (DETECTORS as readonly Detector[]).find(({ name }) => name === algorithm);
  if (!found) throw new DataError('unknown_algorithm', `No anomaly detector is called ${algorithm}.`);
  return found;
}
