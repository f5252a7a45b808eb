import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { factorize, solve } from '../cholesky.js';
import { average } from '../metrics.js';
import { Replay } from '../random.js';
import { type Settings } from '../settings.js';
import { numbers } from '../tensors.js';
import { distance, dot, norm } from '../vectors.js';
import { backward, exact, gap, relativeDifference } from '../verdict.js';
import { groupRows, type Ratings, type Recommender } from './ratings.js';

/** Multiplications up to which the whole training is replayed: about two seconds. */
const REPLAY_BUDGET = 2e9;

/** Users or items: row z = (bias, factors) of each, its ratings in table order, the ridge of its bias and factors. */
interface Side {
  readonly rows: Float64Array;
  readonly own: Int32Array;
  readonly ratings: readonly Uint32Array[];
  readonly ridge: (row: number) => Float64Array;
}

export interface Problem {
  readonly users: Side;
  readonly items: Side;
  /** r − μ */
  readonly targets: Float64Array;
  readonly mean: number;
  readonly width: number;
}

/**
 * Koren, Bell & Volinsky (IEEE Computer 42, 2009), solved as by Zhou et al. (AAIM 2008). With the users held, the loss is
 * quadratic in each item's z = (bias, factors); its minimum satisfies (AᵀA + Λ)z = Aᵀt, and the items were solved last.
 */
export function checkAls(p: TensorMap, settings: Settings, ratings: Ratings, seed: number): Check[] {
  const problem = problemOf(p, settings, ratings);
  const { users, items, mean, width } = problem;
  const values = ratings.values!;
  const [low, high] = numbers(p, 'rating_range', 2);
  const scope = `${ratings.itemCount} items, ${values.length} ratings, all`;
  const checks = [
    exact(
      { id: 'rating_range', scope, implies: 'predictions are cut to the smallest and the greatest rating' },
      (values.reduce((a, b) => Math.min(a, b)) === low ? 0 : 1) +
        (values.reduce((a, b) => Math.max(a, b)) === high ? 0 : 1),
    ),
    backward(
      { id: 'mean', scope, implies: 'μ is the mean of the ratings that the model was fitted to' },
      relativeDifference(mean, average(values)),
    ),
    backward(
      {
        id: 'items_stationary',
        scope: `${scope}; the users, solved one half-sweep before, are at ${worstResidual(problem, users, items).toPrecision(3)}`,
        implies: 'with the users held, no other biases and factors of the items have a smaller loss',
      },
      worstResidual(problem, items, users),
    ),
  ];
  if (values.length * width * width * settings.number('iterations') <= REPLAY_BUDGET) {
    const implies =
      'alternating from the seed until the stopping rule holds ends at these factors: nothing stopped early';
    const replayed = trainAls(settings, ratings, seed).items.rows;
    const difference = distance(items.rows, replayed) / Math.max(norm(replayed), Number.MIN_VALUE);
    checks.push(gap({ id: 'replay', scope, implies }, difference));
  }
  return checks;
}

/** The whole training, by the checker's own arithmetic. */
export function trainAls(settings: Settings, ratings: Ratings, seed: number): Problem {
  const problem = problemOf(null, settings, ratings);
  const { users, items, width } = problem;
  const random = new Replay(seed, 'als.init');
  const bell = () => 0.1 * (random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2);
  items.rows.forEach((_, at) => (items.rows[at] = at % width === 0 ? 0 : bell()));
  let before = Infinity;
  for (let i = settings.number('iterations'); i > 0; i--) {
    solveSide(problem, users, items);
    solveSide(problem, items, users);
    const loss = lossOf(problem);
    if (before - loss <= settings.number('tolerance') * loss) break;
    before = loss;
  }
  return problem;
}

/** r̂ = μ + b_u + c_i + p_u·q_i; for ratings, cut to their range, and without the terms of who was not fitted to (−1). */
export function alsRecommender({ users, items, mean, width }: Problem, range: ArrayLike<number>): Recommender {
  const rowOf = ({ rows }: Side, index: number) => rows.subarray(index * width, (index + 1) * width);
  const expected = (u: Float64Array, i: Float64Array) => {
    let sum = mean + u[0]! + i[0]!;
    for (let f = 1; f < width; f++) sum += u[f]! * i[f]!;
    return sum;
  };
  const nobody = new Float64Array(width);
  return {
    scores: (user) => Float64Array.from(items.ratings, (_, item) => expected(rowOf(users, user), rowOf(items, item))),
    rate: (user, item) => {
      const rating = expected(user < 0 ? nobody : rowOf(users, user), item < 0 ? nobody : rowOf(items, item));
      return Math.min(range[1]!, Math.max(range[0]!, rating));
    },
  };
}

/** From the tensors, or with all rows 0 where there are none. */
export function problemOf(p: TensorMap | null, settings: Settings, ratings: Ratings): Problem {
  const mean = p ? numbers(p, 'mean', 1)[0]! : average(ratings.values!);
  return {
    users: sideOf(p, settings, 'user', ratings.users, ratings.userCount),
    items: sideOf(p, settings, 'item', ratings.items, ratings.itemCount),
    targets: ratings.values!.map((value) => value - mean),
    mean,
    width: 1 + settings.number('factors'),
  };
}

/** max over rows of ‖(AᵀA + Λ)z − Aᵀt‖ / (‖AᵀA + Λ‖‖z‖ + ‖Aᵀt‖): the backward error of Rigal & Gaches (JACM 14, 1967) */
function worstResidual(problem: Problem, own: Side, held: Side): number {
  const { width } = problem;
  const residuals = own.ratings.map((_, row) => {
    const z = own.rows.subarray(row * width, (row + 1) * width);
    const { matrix, right } = normalEquations(problem, own, held, row);
    const left = right.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += matrix[Math.max(i, j) * width + Math.min(i, j)]! * z[j]!;
      return sum;
    });
    return distance(left, right) / Math.max(norm(matrix) * norm(z) + norm(right), Number.MIN_VALUE);
  });
  return residuals.reduce((worst, residual) => Math.max(worst, residual), 0);
}

/** Each row at the minimum of its quadratic, the other side held. */
function solveSide(problem: Problem, own: Side, held: Side): void {
  own.ratings.forEach((_, row) => {
    const { matrix, right } = normalEquations(problem, own, held, row);
    own.rows.set(
      factorize(matrix, problem.width) ? solve(matrix, problem.width, right) : right.fill(NaN),
      row * problem.width,
    );
  });
}

/** AᵀA + Λ (lower triangle) and Aᵀt of one row: for each of its ratings a = (1, other's factors), t = r − μ − other's bias */
function normalEquations({ targets, width }: Problem, own: Side, held: Side, row: number) {
  const matrix = new Float64Array(width * width);
  const right = new Float64Array(width);
  own.ridge(row).forEach((penalty, f) => (matrix[f * width + f] = penalty));
  for (const rating of own.ratings[row]!) {
    const other = held.own[rating]! * width;
    const a = (f: number) => (f === 0 ? 1 : held.rows[other + f]!);
    const t = targets[rating]! - held.rows[other]!;
    for (let i = 0; i < width; i++) {
      right[i]! += a(i) * t;
      for (let j = 0; j <= i; j++) matrix[i * width + j]! += a(i) * a(j);
    }
  }
  return { matrix, right };
}

function lossOf({ users, items, targets, width }: Problem): number {
  let loss = 0;
  targets.forEach((t, rating) => {
    const [u, i] = [users.own[rating]! * width, items.own[rating]! * width];
    const product = dot(users.rows.subarray(u + 1, u + width), items.rows.subarray(i + 1, i + width));
    const error = t - users.rows[u]! - items.rows[i]! - product;
    loss += error * error;
  });
  for (const side of [users, items]) {
    side.ratings.forEach((_, row) => {
      side
        .ridge(row)
        .forEach((penalty, f) => (loss += penalty * side.rows[row * width + f]! * side.rows[row * width + f]!));
    });
  }
  return loss;
}

function sideOf(p: TensorMap | null, settings: Settings, name: string, own: Int32Array, count: number): Side {
  const factors = settings.number('factors');
  const rows = new Float64Array(count * (1 + factors));
  if (p) {
    const vectors = numbers(p, `${name}_factors`, count * factors);
    numbers(p, `${name}_bias`, count).forEach((bias, row) => {
      rows[row * (1 + factors)] = bias;
      rows.set(vectors.subarray(row * factors, (row + 1) * factors), row * (1 + factors) + 1);
    });
  }
  const ratings = groupRows(own, count);
  const [lambda, scaling] = [settings.number('regularization'), settings.text('regularization_scaling')];
  const ridge = (row: number) => {
    const n = ratings[row]!.length;
    const weight = lambda * (scaling === 'linear' ? n : scaling === 'sqrt' ? Math.sqrt(n) : 1);
    return new Float64Array(1 + factors).fill(weight).fill(settings.number(`${name}_bias_regularization`), 0, 1);
  };
  return { rows, own, ratings, ridge };
}
