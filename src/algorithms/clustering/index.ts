import { dbscan } from './dbscan.js';
import { gaussianMixture } from './gaussian-mixture.js';
import { kMeans } from './k-means.js';

export { dbscan, gaussianMixture, kMeans };
export { type Clusterer, type ClusterModel, type ClusterPrediction } from './clusterer.js';
export { type ClusteringCandidate, selectClusterer } from './selection.js';
export { silhouette } from './silhouette.js';

/** Simpler first. */
export const CLUSTERERS = [kMeans, gaussianMixture, dbscan] as const;
