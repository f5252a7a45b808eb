import { type TensorLike } from '../../contract.js';
import { type RecommenderEstimator } from '../algorithm.js';
import { floats } from '../tensors.js';
import { type AlsModel, fitAls } from './fit.js';
import { alsParameters, readAlsParameters } from './parameters.js';

export const als: RecommenderEstimator<AlsModel> = {
  name: 'als',
  modelType: 'recommendation',
  title: 'Matrix factorization with biases, by alternating least squares, for ratings',
  source:
    'Koren, Bell & Volinsky, "Matrix factorization techniques for recommender systems", IEEE Computer 42(8), 2009; ' +
    'Zhou et al., "Large-scale parallel collaborative filtering for the Netflix prize", AAIM 2008',
  parameters: alsParameters,

  memory(data, given) {
    const width = 1 + readAlsParameters(given).factors;
    // Both sides' entries, here and in the kernel; rows there, and read out.
    return 100 * data.users.length + 24 * width * (data.userCount + data.itemCount);
  },

  fit: (data, given, context) => fitAls(data, readAlsParameters(given), context),

  /**
   * Expected ratings, cut to `rating_range`. An unknown user or item contributes neither bias nor factors: two unknowns give
   * the mean.
   */
  predict(model, { users, items }) {
    const [low, high] = model.range;
    return Float64Array.from(users, (user, p) => Math.min(high, Math.max(low, ratingOf(model, user, items[p]!))));
  },

  /**
   * With m users, n items and k factors, all F64:
   * `mean` [1], `user_bias` [m], `item_bias` [n], `user_factors` [m, k], `item_factors` [n, k], `rating_range` [2]: the
   * smallest and the greatest rating.
   *
   * Prediction: r̂ = mean + user_bias[u] + item_bias[i] + Σ_f user_factors[u][f] item_factors[i][f], cut to rating_range; for
   * a user or an item that the model was not fitted to, the terms that name it are 0.
   *
   * What they satisfy. R is the list of ratings (u, i, r) that the model was fitted to, in the order of the table's rows;
   * n_u is the number of ratings of user u, n_i of item i. `mean` is the arithmetic mean of all r. For user u and each of
   * their ratings, let a = (1, item_factors[i]) be a row of A (n_u × (1 + k)) and t = r − mean − item_bias[i]; for item i
   * alike a = (1, user_factors[u]) and t = r − mean − user_bias[u]. With
   *
   *     Λ = diag(β, λ s(n), …, λ s(n))     β = user_bias_regularization for a user, item_bias_regularization for an item
   *                                        λ = regularization; n = n_u or n_i
   *                                        s(n) = 1, √n or n for regularization_scaling none, sqrt or linear
   *
   * z = (bias, factors) of that row solves (AᵀA + Λ) z = Aᵀt. The items are solved last, with the users' final rows held, by
   * Cholesky in f64: ‖(AᵀA + Λ)z − Aᵀt‖₂ ≤ 1e-10 (‖AᵀA + Λ‖_F ‖z‖₂ + ‖Aᵀt‖₂) for EVERY ITEM. The users were solved one
   * half-sweep earlier, against item rows that have moved since: their residual measures how far the alternation had
   * converged, and is 0 only in the limit. Neither half-sweep can raise the loss
   * Σ (r − r̂)² + Σ_u zᵀΛz + Σ_i zᵀΛz, which is not convex in all unknowns: the claim is local.
   *
   * Start: user rows are not used; item biases are 0; item_factors[i][f], i then f ascending, is 0.1 (a + b + c + d − 2) with
   * the next four uniform() of RandomStream(seed, 'als.init'). Each alternation solves all users, then all items. It stops
   * after `iterations`, or when an alternation lowers the loss by at most `tolerance` × loss.
   */
  toTensors(model) {
    const { userBias, itemBias, userFactors, itemFactors, factors } = model;
    return new Map<string, TensorLike>([
      ['mean', { shape: [1], data: Float64Array.of(model.mean) }],
      ['user_bias', { shape: [userBias.length], data: userBias }],
      ['item_bias', { shape: [itemBias.length], data: itemBias }],
      ['user_factors', { shape: [userBias.length, factors], data: userFactors }],
      ['item_factors', { shape: [itemBias.length, factors], data: itemFactors }],
      ['rating_range', { shape: [2], data: Float64Array.from(model.range) }],
    ]);
  },

  fromTensors(tensors) {
    const userBias = floats(tensors, 'user_bias');
    const itemBias = floats(tensors, 'item_bias');
    const factors = tensors.get('item_factors')?.shape[1] ?? 0;
    const [low, high] = floats(tensors, 'rating_range', 2);
    return {
      factors,
      mean: floats(tensors, 'mean', 1)[0]!,
      userBias,
      itemBias,
      userFactors: floats(tensors, 'user_factors', userBias.length * factors),
      itemFactors: floats(tensors, 'item_factors', itemBias.length * factors),
      range: [low!, high!],
    };
  },
};

function ratingOf(model: AlsModel, user: number, item: number): number {
  const { factors: k, userFactors, itemFactors } = model;
  let rating = model.mean;
  if (user >= 0) rating += model.userBias[user]!;
  if (item >= 0) rating += model.itemBias[item]!;
  if (user < 0 || item < 0) return rating;
  for (let f = 0; f < k; f++) rating += userFactors[user * k + f]! * itemFactors[item * k + f]!;
  return rating;
}
