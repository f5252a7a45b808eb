import { loadDetector } from '../../algorithms/anomaly/index.js';
import { loadClusterer } from '../../algorithms/clustering/index.js';
import { rowPredictor } from './rows.js';
import type { Loader } from './served-model.js';

/** `cluster`: from 0; null is noise, which no cluster takes in. */
export const loadClustering: Loader = (file) => {
  const predict = loadClusterer(file.config.algorithm, file.parameters);
  return rowPredictor(file, (features) => {
    const { labels, plane } = predict(features);
    return (row) => ({ cluster: labels[row]! < 0 ? null : labels[row], view: [plane[2 * row], plane[2 * row + 1]] });
  });
};

export const loadAnomaly: Loader = (file) => {
  const predict = loadDetector(file.config.algorithm, file.parameters);
  return rowPredictor(file, (features) => {
    const { scores, flags } = predict(features);
    return (row) => ({ anomaly_score: scores[row], is_anomaly: flags[row] === 1 });
  });
};
