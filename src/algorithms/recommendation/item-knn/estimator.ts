import { type TensorLike } from '../../contract.js';
import { type RecommenderEstimator } from '../algorithm.js';
import { type Incidence, incidenceOf } from '../incidence.js';
import { floats, indices, offsets } from '../tensors.js';
import { type Neighbours, nearestItems } from './neighbours.js';

export interface ItemKnnModel {
  readonly userCount: number;
  readonly itemCount: number;
  readonly neighbours: Neighbours;
  /** distinct items of each user, which their scores are computed from */
  readonly met: Pick<Incidence, 'userOffsets' | 'items'>;
}

export const itemKnn: RecommenderEstimator<ItemKnnModel> = {
  name: 'item_knn',
  modelType: 'recommendation',
  title: 'Items similar to those that the user met (cosine, k nearest)',
  source: 'Deshpande & Karypis, "Item-based top-N recommendation algorithms", ACM TOIS 22(1), 2004',
  parameters: {
    type: 'object',
    additionalProperties: false,
    properties: {
      neighbours: {
        type: 'integer',
        description: 'Most similar items kept for each item.',
        default: 50,
        minimum: 1,
        maximum: 10000,
      },
      shrinkage: {
        type: 'number',
        description: 'Added to the denominator of the cosine: similarities that few users support count less.',
        default: 10,
        minimum: 0,
        maximum: 1e6,
      },
    },
  },

  memory: (data, given) =>
    24 * data.items.length + 12 * data.itemCount * Math.min(Number(given['neighbours']), data.itemCount),

  fit(data, given, context) {
    const incidence = incidenceOf(data);
    const { userOffsets, items, userCount, itemCount } = incidence;
    const neighbours = nearestItems(incidence, Number(given['neighbours']), Number(given['shrinkage']), context);
    return { userCount, itemCount, neighbours, met: { userOffsets, items } };
  },

  predict(model, { users, items }) {
    return Float64Array.from(users, (user, p) => {
      const item = items[p]!;
      return user < 0 || item < 0 ? 0 : scoreOf(model, user, item);
    });
  },

  /**
   * With n items: the neighbours of item j are `neighbours.items` I32 and, beside them, `neighbours.similarities` F64 from
   * `neighbours.offsets`[j] to `neighbours.offsets`[j + 1] − 1 (U32 [n + 1]); and the distinct items of each of m users,
   * ascending: `met.offsets` U32 [m + 1], `met.items` I32.
   *
   * c_ij counts the users with at least one row with both i and j, n_i those with i (ratings are not used):
   * sim(i, j) = c_ij / (√(n_i n_j) + shrinkage), computed in f64 as written. The neighbours of j are the `neighbours` items
   * i ≠ j with c_ij > 0 that come first by (sim(i, j) descending, i ascending), in this order: exact.
   * Score of item i for user u: Σ sim(i, j) over the items j met by u that have i among their neighbours, j ascending.
   */
  toTensors: ({ neighbours, met }) =>
    new Map<string, TensorLike>([
      ['neighbours.offsets', { shape: [neighbours.offsets.length], data: neighbours.offsets }],
      ['neighbours.items', { shape: [neighbours.items.length], data: neighbours.items }],
      ['neighbours.similarities', { shape: [neighbours.items.length], data: neighbours.similarities }],
      ['met.offsets', { shape: [met.userOffsets.length], data: met.userOffsets }],
      ['met.items', { shape: [met.items.length], data: met.items }],
    ]),

  fromTensors(tensors) {
    const starts = offsets(tensors, 'neighbours.offsets');
    const userOffsets = offsets(tensors, 'met.offsets');
    const count = starts[starts.length - 1]!;
    return {
      userCount: userOffsets.length - 1,
      itemCount: starts.length - 1,
      neighbours: {
        offsets: starts,
        items: indices(tensors, 'neighbours.items', count),
        similarities: floats(tensors, 'neighbours.similarities', count),
      },
      met: { userOffsets, items: indices(tensors, 'met.items', userOffsets[userOffsets.length - 1]) },
    };
  },
};

function scoreOf({ neighbours, met }: ItemKnnModel, user: number, item: number): number {
  let score = 0;
  for (let at = met.userOffsets[user]!; at < met.userOffsets[user + 1]!; at++) {
    const from = met.items[at]!;
    for (let next = neighbours.offsets[from]!; next < neighbours.offsets[from + 1]!; next++)
      if (neighbours.items[next] === item) score += neighbours.similarities[next]!;
  }
  return score;
}
