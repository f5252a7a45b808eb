import { ecod } from './ecod.js';
import { hbos } from './hbos.js';
import { isolationForest } from './isolation-forest.js';
import { knnDistance } from './knn.js';
import { localOutlierFactor } from './lof.js';

export { ecod, hbos, isolationForest, knnDistance, localOutlierFactor };
export { type AnomalyModel, type AnomalyPrediction, type Detector } from './detector.js';
export { type DetectorSelection, GROUPED, selectDetector } from './selection.js';

export const DETECTORS = [isolationForest, knnDistance, localOutlierFactor, ecod, hbos] as const;
