import { type TensorLike } from '../../contract.js';
import { invertedGramMemory } from '../../kernels/symmetric-inverse.js';
import { type RecommenderEstimator } from '../algorithm.js';
import { type Incidence, incidenceOf } from '../incidence.js';
import { floats32, indices, offsets } from '../tensors.js';
import { easeWeights } from './weights.js';

export interface EaseModel {
  readonly userCount: number;
  readonly itemCount: number;
  /** items × items, row-major: weights[j · items + i] is what having met j adds to the score of i */
  readonly weights: Float32Array;
  /** distinct items of each user, which their scores are computed from */
  readonly met: Pick<Incidence, 'userOffsets' | 'items'>;
}

export const ease: RecommenderEstimator<EaseModel> = {
  name: 'ease',
  modelType: 'recommendation',
  title: 'Linear autoencoder of items, in closed form (EASE)',
  source: 'Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019',
  parameters: {
    type: 'object',
    additionalProperties: false,
    properties: {
      regularization: {
        type: 'number',
        description: 'Ridge λ on the item-item weights.',
        default: 500,
        exclusiveMinimum: 0,
        maximum: 1e9,
      },
    },
  },

  memory: (data) =>
    invertedGramMemory(data.itemCount, data.items.length) +
    4 * data.itemCount * data.itemCount +
    16 * data.items.length,

  fit(data, given, context) {
    const incidence = incidenceOf(data);
    const { userOffsets, items } = incidence;
    const weights = easeWeights(incidence, Number(given['regularization']), context);
    return { userCount: data.userCount, itemCount: data.itemCount, weights, met: { userOffsets, items } };
  },

  predict(model, { users, items }) {
    return Float64Array.from(users, (user, p) => {
      const item = items[p]!;
      return user < 0 || item < 0 ? 0 : scoreOf(model, user, item);
    });
  },

  /**
   * With n items: `weights` F32 [n, n], row-major, and the distinct items of each of m users, ascending:
   * `met.offsets` U32 [m + 1], `met.items` I32.
   *
   * X is the m × n matrix with 1 where a user has at least one row with the item, else 0 (ratings are not used); G = XᵀX,
   * P = (G + λI)⁻¹, λ = regularization, B_ij = −P_ij / P_jj for i ≠ j and B_jj = 0 exactly; `weights` is B rounded to f32. B
   * minimizes ‖X − XB‖²_F + λ‖B‖²_F with diag B = 0. With R = offdiag[(G + λI)B − G], ‖B − B*‖_F ≤ ‖R‖_F / λ.
   * Score of item i for user u: Σ_{j met by u} weights[j][i], summed with j ascending.
   */
  toTensors: ({ weights, itemCount, met }) =>
    new Map<string, TensorLike>([
      ['weights', { shape: [itemCount, itemCount], data: weights }],
      ['met.offsets', { shape: [met.userOffsets.length], data: met.userOffsets }],
      ['met.items', { shape: [met.items.length], data: met.items }],
    ]),

  fromTensors(tensors) {
    const itemCount = tensors.get('weights')?.shape[0] ?? 0;
    const userOffsets = offsets(tensors, 'met.offsets');
    return {
      userCount: userOffsets.length - 1,
      itemCount,
      weights: floats32(tensors, 'weights', itemCount * itemCount),
      met: { userOffsets, items: indices(tensors, 'met.items', userOffsets[userOffsets.length - 1]) },
    };
  },
};

function scoreOf({ weights, itemCount, met }: EaseModel, user: number, item: number): number {
  let score = 0;
  for (let at = met.userOffsets[user]!; at < met.userOffsets[user + 1]!; at++)
    score += weights[met.items[at]! * itemCount + item]!;
  return score;
}
