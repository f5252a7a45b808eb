import { type Features, type FitContext } from '../contract.js';
import { encodeDense, selectMatrixRows } from '../encoding/dense.js';
import { RandomStream } from '../random/stream.js';
import { type Detector } from './detector.js';
import { isolationForest } from './isolation-forest.js';
import { knnDistance } from './knn.js';
import { nearestNeighbours } from './neighbours.js';

export interface DetectorSelection {
  readonly best: Detector;
  /** 0..1, see selectDetector */
  readonly grouping: number;
}

/** From here on the extremes count as grouped. */
export const GROUPED = 0.35;
const SHARES = [0.02, 0.05, 0.1];
const NEIGHBOURS = 10;
const MOST_ROWS = 10_000;

/**
 * Chooses without labels between a global and a local view, by what makes the local one fail: *masking*. Anomalies
 * that form a group are each other's neighbours, and a distance to near neighbours calls them normal; an isolation
 * forest, which samples, does not (Liu et al. 2008, 5.3). Where extremes are scattered, distances see anomalies
 * inside of the cloud that axis-parallel cuts cannot. So: the rows that the forest finds most extreme (2, 5 and 10
 * %), and of their ten nearest neighbours the share that is as extreme, averaged over the three; from 0.35 on the
 * forest, else the mean distance to the neighbours. At most 10,000 rows are looked at.
 */
export function selectDetector(features: Features, context: FitContext): DetectorSelection {
  const model = isolationForest.fit(features, {}, context);
  const { scores } = isolationForest.predict(model, features);
  const order = Uint32Array.from({ length: features.rows }, (_, row) => row);
  if (order.length > MOST_ROWS) new RandomStream(context.seed, 'selection').shuffle(order);
  const sample = order.slice(0, MOST_ROWS).sort();
  const ranked = sample.slice().sort((a, b) => scores[b]! - scores[a]! || a - b);
  const points = encodeDense(model.layout, features);
  const reference = selectMatrixRows(points, sample);
  const shares = SHARES.map((share) => {
    const extreme = ranked.subarray(0, Math.ceil(share * ranked.length));
    const k = Math.min(NEIGHBOURS, extreme.length - 1, reference.rows - 1);
    if (k < 1) return 0;
    const isExtreme = new Set(extreme);
    const { rows } = nearestNeighbours(reference, selectMatrixRows(points, extreme), k);
    return rows.reduce((count, row) => count + (isExtreme.has(sample[row]!) ? 1 : 0), 0) / rows.length;
  });
  const grouping = shares.reduce((total, share) => total + share, 0) / shares.length;
  return { best: grouping >= GROUPED ? isolationForest : knnDistance, grouping };
}
