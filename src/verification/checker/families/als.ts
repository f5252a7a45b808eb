import { type TensorMap } from '../../../contracts/safetensors.js';
import { average } from '../metrics.js';
import { type Settings } from '../settings.js';
import { numbers } from '../tensors.js';
import { backward, exact, relativeDifference } from '../verdict.js';
import {
  addOuter,
  type Alternation,
  bell,
  checkAlternation,
  ridgeScale,
  type SideName,
  solveSide,
} from './alternating.js';
import { extent, groupRows, type Ratings, type RecommenderChecker } from './ratings.js';

/**
 * Σ (r − μ − b_u − c_i − p_u·q_i)² + Σ zᵀΛz with a row z = (bias, factors) for each user and item: Koren, Bell & Volinsky
 * (IEEE Computer 42, 2009), solved as by Zhou et al. (AAIM 2008).
 */
export const als: RecommenderChecker = {
  check(p, settings, ratings, seed) {
    const values = ratings.values!;
    const model = alternation(settings, ratings, p);
    const scope = `${ratings.itemCount} items, ${values.length} ratings, all`;
    const ends = extent(values);
    const cut = numbers(p, 'rating_range', 2);
    const work = values.length * model.width * model.width * settings.number('iterations');
    return [
      exact(
        { id: 'rating_range', scope, implies: 'predictions are cut to the smallest and the greatest rating' },
        ends.filter((end, i) => end !== cut[i]).length,
      ),
      backward(
        { id: 'mean', scope, implies: 'μ is the mean of the ratings that the model was fitted to' },
        relativeDifference(model.mean, average(values)),
      ),
      ...checkAlternation(model, scope, work, () => trainAls(settings, ratings, seed)),
    ];
  },

  load: (p, settings, ratings) => alsRecommender(alternation(settings, ratings, p), numbers(p, 'rating_range', 2)),
};

interface Als extends Alternation {
  readonly mean: number;
  loss(): number;
}

/** The whole training, by the checker's own arithmetic. */
export function trainAls(settings: Settings, ratings: Ratings, seed: number): Als {
  const model = alternation(settings, ratings, null);
  const draw = bell(seed, 'als.init');
  model.items.forEach((_, at) => (model.items[at] = at % model.width === 0 ? 0 : draw()));
  let before = Infinity;
  for (let i = settings.number('iterations'); i > 0; i--) {
    solveSide(model, 'users');
    solveSide(model, 'items');
    const loss = model.loss();
    if (before - loss <= settings.number('tolerance') * loss) break;
    before = loss;
  }
  return model;
}

/** r̂ = μ + b_u + c_i + p_u·q_i; for ratings, cut to their range, and without the terms of who was not fitted to (−1). */
export function alsRecommender({ users, items, mean, width }: Als, range: ArrayLike<number>) {
  const expected = (user: number, item: number) => {
    let sum = mean + (user < 0 ? 0 : users[user * width]!) + (item < 0 ? 0 : items[item * width]!);
    for (let f = 1; f < width && user >= 0 && item >= 0; f++)
      sum += users[user * width + f]! * items[item * width + f]!;
    return sum;
  };
  return {
    scores: (user: number) => Float64Array.from({ length: items.length / width }, (_, item) => expected(user, item)),
    rate: (user: number, item: number) => Math.min(range[1]!, Math.max(range[0]!, expected(user, item))),
  };
}

/** The problem at the rows that the tensors hold, or at 0 where there are none. */
function alternation(settings: Settings, ratings: Ratings, p: TensorMap | null): Als {
  const width = 1 + settings.number('factors');
  const mean = p ? numbers(p, 'mean', 1)[0]! : average(ratings.values!);
  const targets = ratings.values!.map((value) => value - mean);
  const [lambda, scaling] = [settings.number('regularization'), settings.text('regularization_scaling')];
  const sides = {
    users: {
      rows: rowsOf(p, 'user', ratings.userCount, width),
      index: ratings.users,
      ratings: groupRows(ratings.users, ratings.userCount),
      bias: settings.number('user_bias_regularization'),
    },
    items: {
      rows: rowsOf(p, 'item', ratings.itemCount, width),
      index: ratings.items,
      ratings: groupRows(ratings.items, ratings.itemCount),
      bias: settings.number('item_bias_regularization'),
    },
  };
  const ridge = (side: SideName, row: number, f: number) =>
    f === 0 ? sides[side].bias : lambda * ridgeScale(scaling, sides[side].ratings[row]!.length);

  /** For each rating a = (1, factors of the other side), t = r − μ − bias of the other side. */
  const equations = (side: SideName) => (row: number) => {
    const other = sides[side === 'users' ? 'items' : 'users'];
    const [matrix, right] = [new Float64Array(width * width), new Float64Array(width)];
    for (let f = 0; f < width; f++) matrix[f * width + f] = ridge(side, row, f);
    const a = new Float64Array(width);
    for (const rating of sides[side].ratings[row]!) {
      const from = other.index[rating]! * width;
      for (let f = 0; f < width; f++) a[f] = other.rows[from + f]!;
      const t = targets[rating]! - a[0]!;
      a[0] = 1;
      addOuter(matrix, a, 1);
      for (let f = 0; f < width; f++) right[f]! += a[f]! * t;
    }
    return { matrix, right };
  };

  const loss = () => {
    const { users, items } = sides;
    let sum = 0;
    for (let rating = 0; rating < targets.length; rating++) {
      const [u, i] = [users.index[rating]! * width, items.index[rating]! * width];
      let error = targets[rating]! - users.rows[u]! - items.rows[i]!;
      for (let f = 1; f < width; f++) error -= users.rows[u + f]! * items.rows[i + f]!;
      sum += error * error;
    }
    for (const side of ['users', 'items'] as const)
      sides[side].rows.forEach((z, at) => (sum += ridge(side, Math.floor(at / width), at % width) * z * z));
    return sum;
  };
  return { width, mean, users: sides.users.rows, items: sides.items.rows, equations, loss };
}

/** Bias and factors of each row side by side. */
function rowsOf(p: TensorMap | null, name: 'user' | 'item', count: number, width: number): Float64Array {
  const rows = new Float64Array(count * width);
  if (!p) return rows;
  const vectors = numbers(p, `${name}_factors`, count * (width - 1));
  numbers(p, `${name}_bias`, count).forEach((bias, row) => {
    rows[row * width] = bias;
    rows.set(vectors.subarray(row * (width - 1), (row + 1) * (width - 1)), row * width + 1);
  });
  return rows;
}
