import { type TensorLike } from '../../contract.js';
import { type RecommenderEstimator } from '../algorithm.js';
import { factorScorer } from '../factor-scorer.js';
import { type ItemScorer } from '../scorer.js';
import { floats } from '../tensors.js';
import { fitIals, type IalsModel } from './fit.js';
import { ialsParameters, readIalsParameters } from './parameters.js';

export const ials: RecommenderEstimator<IalsModel> = {
  name: 'ials',
  modelType: 'recommendation',
  title: 'Matrix factorization of interactions, weighted by confidence, by alternating least squares (iALS)',
  source:
    'Hu, Koren & Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008; regularization scaled as in ' +
    'Rendle, Krichene, Zhang & Koren, "Revisiting the performance of iALS on item recommendation benchmarks", RecSys 2022',
  parameters: ialsParameters,

  memory(data, given) {
    const { factors } = readIalsParameters(given);
    // Both sides' entries, here and in the two kernels; rows there, and read out.
    return 110 * data.items.length + 28 * factors * (data.userCount + data.itemCount);
  },

  fit: (data, given, context) => fitIals(data, readIalsParameters(given), context),

  predict({ factors: k, userFactors, itemFactors }, { users, items }) {
    return Float64Array.from(users, (user, p) => {
      const item = items[p]!;
      if (user < 0 || item < 0) return 0;
      let score = 0;
      for (let f = 0; f < k; f++) score += userFactors[user * k + f]! * itemFactors[item * k + f]!;
      return score;
    });
  },

  /**
   * With m users, n items and k factors: `user_factors` F64 [m, k], `item_factors` F64 [n, k].
   *
   * q_ui counts the rows of user u with item i (ratings are not used), p_ui = 1 where q_ui > 0, else 0, c_ui = 1 + α q_ui with
   * α = confidence; n_u is the number of distinct items of u, n_i the number of distinct users of i; X, Y are the user and item
   * factors. With λ_i = regularization × s(n_i), s(n) = 1, √n or n for regularization_scaling none, sqrt or linear, item i
   * solves (XᵀX + Σ_u (c_ui − 1) x_u x_uᵀ + λ_i I) y_i = Σ_u c_ui p_ui x_u, sums over the users u with q_ui > 0; users alike.
   * The items are solved last, with the users' final rows held, by Cholesky in f64: scaled as for als, the residual is at
   * most 1e-10 for EVERY ITEM; the users' measures how far the alternation had converged; with solver conjugate_gradient every other half-sweep takes
   * three steps towards its solution from where it is. No half-sweep can raise
   * Σ_ui c_ui (p_ui − x_u·y_i)² + Σ_u λ_u‖x_u‖² + Σ_i λ_i‖y_i‖², over all pairs: a local claim.
   *
   * Start: item_factors as for als, of RandomStream(seed, 'ials.init'). Score: x_u · y_i.
   */
  toTensors: ({ factors: k, userFactors, itemFactors }) =>
    new Map<string, TensorLike>([
      ['user_factors', { shape: [userFactors.length / k, k], data: userFactors }],
      ['item_factors', { shape: [itemFactors.length / k, k], data: itemFactors }],
    ]),

  fromTensors: (tensors) => ({
    factors: tensors.get('item_factors')?.shape[1] ?? 0,
    userFactors: floats(tensors, 'user_factors'),
    itemFactors: floats(tensors, 'item_factors'),
  }),
};

export function ialsScorer(model: IalsModel): ItemScorer {
  const rows = (vectors: Float64Array) => new Float64Array(vectors.length / model.factors);
  return factorScorer(model, { users: rows(model.userFactors), items: rows(model.itemFactors) });
}
