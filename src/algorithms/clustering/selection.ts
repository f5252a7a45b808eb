import { DataError, type Features, type FitContext, type Parameters } from '../contract.js';
import { withDefaults } from '../parameters.js';
import { type Clusterer } from './clusterer.js';
import { silhouette } from './silhouette.js';

export interface ClusteringCandidate {
  readonly clusterer: Clusterer;
  /** mean silhouette width, null where there are fewer than two clusters or the method cannot take the data */
  readonly score: number | null;
  readonly clusters: number;
  /** complete: what the method settled on */
  readonly parameters: Parameters;
}

/**
 * Scores each method, with its own choice of the number of clusters, by the mean silhouette; the first of equals is
 * best.
 */
export function selectClusterer(
  features: Features,
  clusterers: readonly [Clusterer, ...Clusterer[]],
  given: Parameters,
  context: FitContext,
): { readonly best: ClusteringCandidate; readonly candidates: readonly ClusteringCandidate[] } {
  const candidates = clusterers.map((clusterer): ClusteringCandidate => {
    try {
      const model = clusterer.fit(features, given, context);
      const { labels } = clusterer.predict(model, features);
      const score = silhouette(clusterer.encode(model, features), labels, context.seed);
      const parameters = { ...withDefaults(clusterer.parameters, given), ...clusterer.settled(model) };
      return { clusterer, score, clusters: clusterer.countOf(model), parameters };
    } catch (error) {
      // As DBSCAN on too many rows: that one method is out of the running, not the training.
      if (error instanceof DataError) {
        return { clusterer, score: null, clusters: 0, parameters: withDefaults(clusterer.parameters, given) };
      }
      throw error;
    }
  });
  const best = candidates.reduce((leading, candidate) =>
    (candidate.score ?? -1) > (leading.score ?? -1) ? candidate : leading,
  );
  return { best, candidates };
}
