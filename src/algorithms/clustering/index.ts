import { DataError, type Features, type TensorLike } from '../contract.js';
import { type Clusterer, type ClusterPrediction } from './clusterer.js';
import { dbscan } from './dbscan.js';
import { gaussianMixture } from './gaussian-mixture.js';
import { kMeans } from './k-means.js';

export { dbscan, gaussianMixture, kMeans };
export { type Clusterer, type ClusterModel, type ClusterPrediction } from './clusterer.js';
export { type ClusteringCandidate, selectClusterer } from './selection.js';
export { silhouette } from './silhouette.js';

/** Simpler first. */
export const CLUSTERERS = [kMeans, gaussianMixture, dbscan] as const;

/** A model file's clusters. Throws DataError for an unknown name or a tensor that does not fit. */
export function loadClusterer(
  algorithm: string,
  tensors: ReadonlyMap<string, TensorLike>,
): (features: Features) => ClusterPrediction {
  const clusterer = findClusterer(algorithm);
  const model = clusterer.fromTensors(tensors);
  return (features) => clusterer.predict(model, features);
}

export function findClusterer(algorithm: string): Clusterer {
  const found = (CLUSTERERS as readonly Clusterer[]).find(({ name }) => name === algorithm);
  if (!found) throw new DataError('unknown_algorithm', `No clustering algorithm is called ${algorithm}.`);
  return found;
}
