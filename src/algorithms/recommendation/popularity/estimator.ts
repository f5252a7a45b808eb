import { type TensorLike } from '../../contract.js';
import { type RecommenderEstimator } from '../algorithm.js';
import { type ItemScorer } from '../scorer.js';
import { indices, offsets } from '../tensors.js';

export interface PopularityModel {
  readonly userCount: number;
  /** rows of each item */
  readonly counts: Int32Array;
}

export const popularity: RecommenderEstimator<PopularityModel> = {
  name: 'popularity',
  modelType: 'recommendation',
  title: 'The items with the most interactions, the same for everybody',
  source: 'Cremonesi, Koren & Turrin, "Performance of recommender algorithms on top-N tasks", RecSys 2010 (TopPop)',
  parameters: { type: 'object', additionalProperties: false, properties: {} },

  memory: (data) => 4 * data.itemCount,

  fit(data) {
    const counts = new Int32Array(data.itemCount);
    for (const item of data.items) counts[item]!++;
    return { userCount: data.userCount, counts };
  },

  /** The number of rows of the item; 0 for an unknown one. */
  predict: (model, { items }) => Float64Array.from(items, (item) => (item < 0 ? 0 : model.counts[item]!)),

  /** `count` I32 [items]: the rows of each item; `user_count` U32 [1]. Score of an item for any user: its count. */
  toTensors: ({ counts, userCount }) =>
    new Map<string, TensorLike>([
      ['count', { shape: [counts.length], data: counts }],
      ['user_count', { shape: [1], data: Uint32Array.of(userCount) }],
    ]),

  fromTensors: (tensors) => ({
    userCount: offsets(tensors, 'user_count', 1)[0]!,
    counts: indices(tensors, 'count'),
  }),
};

export function popularityScorer({ counts, userCount }: PopularityModel): ItemScorer {
  return {
    userCount,
    itemCount: counts.length,
    scores: (_user, out) => out.set(counts),
    similarities: (_item, out) => void out.fill(0),
  };
}
