/**
 * Clustering beside scikit-learn on the sets that it ships (iris, wine), raw and standardised:
 *
 *     node bench/clustering/scores.mjs
 *
 * k-means: within-cluster sum of squares with k = 3 (the best known: iris raw 78.8514, wine standardised 1277.9285); Gaussian
 * mixture: log-likelihood with three full covariances; DBSCAN: clusters and noise at the same radius; and what `auto` and the
 * peers' best silhouette choose.
 */
import { ours, peers } from '../environment.mjs';
import { publish } from '../scores/published.mjs';

const { CLUSTERERS, dbscan, gaussianMixture, kMeans, selectClusterer } = await ours(
  'clustering',
  'algorithms/clustering/index.ts',
);
const context = { seed: 1 };
for (const { name, rows, peer } of peers('clustering', null)) {
  const features = featuresOf(rows);
  const raw = { scaling: 'none' };
  const timed = (fit) => {
    const start = performance.now();
    return { ...fit(), seconds: (performance.now() - start) / 1000 };
  };
  const means = timed(() => kMeans.fit(features, { ...raw, clusters: 3 }, context));
  const mixture = timed(() => gaussianMixture.fit(features, { ...raw, components: 3 }, context));
  const dense = dbscan.fit(features, { ...raw, radius: peer.radius, min_points: 5 }, context);
  const noise = dbscan.predict(dense, features).labels.filter((label) => label < 0).length;
  const { best, candidates } = selectClusterer(features, CLUSTERERS, raw, context);
  console.log(`\n${name}: ${rows.length} × ${rows[0].length}`);
  const line = (what, own, other) => console.log(`  ${what.padEnd(28)} ours ${own.padEnd(34)} scikit-learn ${other}`);
  const seconds = ({ seconds: own }) => ` (${own.toFixed(2)} s)`;
  line(
    'k-means, k = 3, SSE',
    means.state.inertia.toFixed(4) + seconds(means),
    peer.inertia.toFixed(4) + seconds(peer.kmeans),
  );
  line(
    'mixture of 3, log L',
    mixture.state.logLikelihood.toFixed(3) + seconds(mixture),
    peer.log_likelihood.toFixed(3) + seconds(peer.mixture),
  );
  line('DBSCAN, clusters and noise', `${dbscan.countOf(dense)}, ${noise}`, `${peer.clusters}, ${peer.noise}`);
  const score = candidates.map((c) => `${c.clusterer.name} ${c.score?.toFixed(3) ?? '–'} (${c.clusters})`).join(', ');
  line(
    'best silhouette',
    `${best.score.toFixed(4)} by ${best.clusterer.name}`,
    `${peer.silhouette.toFixed(4)} by k-means, k = ${peer.k}`,
  );
  console.log(`  candidates: ${score}`);
  const row = (metric, higherIsBetter, contender, value, note) => {
    const isOurs = !contender.startsWith('scikit-learn');
    return { dataset: name, metric, higherIsBetter, contender, isOurs, value, error: null, note };
  };
  publish('clustering', [
    row('sum of squares, k = 3', false, 'k_means', means.state.inertia),
    row('sum of squares, k = 3', false, 'scikit-learn KMeans', peer.inertia),
    row('log-likelihood of 3', true, 'gaussian_mixture', mixture.state.logLikelihood),
    row('log-likelihood of 3', true, 'scikit-learn GaussianMixture', peer.log_likelihood),
    row('silhouette', true, 'auto', best.score, `chose ${best.clusterer.name}`),
    row('silhouette', true, 'scikit-learn KMeans, best k', peer.silhouette),
  ]);
}

function featuresOf(rows) {
  const columns = rows[0].map((_, i) => ({
    kind: 'number',
    name: `x${i}`,
    values: Float64Array.from(rows, (row) => row[i]),
  }));
  return { rows: rows.length, columns };
}
