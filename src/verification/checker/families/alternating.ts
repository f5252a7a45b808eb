import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { factorize, solve } from '../cholesky.js';
import { distance, extent, groupRows, largest, mean, norm, sum, vector } from '../numeric.js';
import { Replay } from '../random.js';
import { type Settings } from '../settings.js';
import { found } from '../statements.js';
import { differenceOf, differing, numbers } from '../tensors.js';
import { incidence, type Ratings, type RecommenderChecker } from './ratings.js';

/** Multiplications up to which a whole training is replayed: about two seconds. */
const REPLAY_BUDGET = 2e9;

/** Users or items: their rows (bias first, where there is one), and for each what it met of the other side. */
interface Side {
  readonly name: 'user' | 'item';
  readonly rows: Float64Array;
  readonly met: readonly { readonly others: ArrayLike<number>; readonly values: ArrayLike<number> }[];
  readonly biasRidge: number;
}

/**
 * Σ w (t − a·z)² + Σ zᵀΛz, a quadratic in the rows of one side while the other is held (Koren, Bell & Volinsky, IEEE
 * Computer 42, 2009). `als`: one term for each rating, a = (1, factors), t = r − μ − bias of the other. `ials`: a term for
 * every pair, t = 1 and w = 1 + α·meetings where they met, t = 0 and w = 1 elsewhere (Hu, Koren & Volinsky, ICDM 2008).
 */
class Factorization {
  readonly width: number;
  readonly mean: number;
  readonly user: Side;
  readonly item: Side;
  private readonly alpha: number | null;

  /** At the rows that the tensors hold, or at 0 where there are none. */
  constructor(
    readonly settings: Settings,
    ratings: Ratings,
    p: TensorMap | null,
    isImplicit: boolean,
  ) {
    this.width = settings.number('factors') + (isImplicit ? 0 : 1);
    this.alpha = isImplicit ? settings.number('confidence') : null;
    this.mean = isImplicit ? 0 : p ? numbers(p, 'mean', 1)[0]! : mean(ratings.values!);
    const pairs = isImplicit ? meetings(ratings) : { ...ratings, values: ratings.values!.map((r) => r - this.mean) };
    const sideOf = (name: 'user' | 'item', own: Int32Array, others: Int32Array, count: number): Side => ({
      name,
      rows: this.rowsOf(p, name, count),
      met: groupRows(own, count).map((group) => ({
        others: group.map((at) => others[at]!),
        values: Float64Array.from(group, (at) => pairs.values[at]!),
      })),
      biasRidge: isImplicit ? 0 : settings.number(`${name}_bias_regularization`),
    });
    this.user = sideOf('user', pairs.users, pairs.items, ratings.userCount);
    this.item = sideOf('item', pairs.items, pairs.users, ratings.itemCount);
  }

  /** μ + b_u + c_i + p_u·q_i, without the terms of who was not fitted to (−1); of `ials` the last alone. */
  expected(user: number, item: number): number {
    const [first, { width }] = [this.alpha === null ? 1 : 0, this];
    const [x, y] = [user < 0 ? null : this.rowOf(this.user, user), item < 0 ? null : this.rowOf(this.item, item)];
    let result = this.mean + (first ? (x ? x[0]! : 0) + (y ? y[0]! : 0) : 0);
    for (let f = first; f < width && x && y; f++) result += x[f]! * y[f]!;
    return result;
  }

  /** (Σ w·aaᵀ + Λ)z = Σ w·t·a of each row of a side, as the other side stands now; of the matrix the lower triangle counts. */
  equations(side: Side): (row: number) => { matrix: Float64Array; right: Float64Array } {
    const { width, alpha } = this;
    const other = side === this.user ? this.item : this.user;
    const gram = new Float64Array(width * width);
    if (alpha !== null) other.met.forEach((_, row) => addOuter(gram, this.rowOf(other, row), 1));
    const a = new Float64Array(width);
    return (row) => {
      const [matrix, right] = [gram.slice(), new Float64Array(width)];
      const { others, values } = side.met[row]!;
      for (let i = 0; i < others.length; i++) {
        for (let f = 0, at = others[i]! * width; f < width; f++, at++) a[f] = other.rows[at]!;
        let [weight, weighted] = [alpha! * values[i]!, 1 + alpha! * values[i]!];
        if (alpha === null) {
          [weight, weighted] = [1, values[i]! - a[0]!];
          a[0] = 1;
        }
        addOuter(matrix, a, weight);
        for (let f = 0; f < width; f++) right[f]! += weighted * a[f]!;
      }
      for (let f = 0; f < width; f++) matrix[f * width + f]! += this.ridge(side, row, f);
      return { matrix, right };
    };
  }

  /** One half-sweep: every row of a side at its minimum. */
  solve(side: Side): void {
    const equationsOf = this.equations(side);
    side.met.forEach((_, row) => {
      const { matrix, right } = equationsOf(row);
      this.rowOf(side, row).set(factorize(matrix, this.width) ? solve(matrix, this.width, right) : right.fill(NaN));
    });
  }

  /** max over rows of ‖Mz − b‖ / (‖M‖_F‖z‖ + ‖b‖): the backward error of Rigal & Gaches (JACM 14, 1967) */
  residual(side: Side): number {
    const { width } = this;
    const equationsOf = this.equations(side);
    let worst = 0;
    side.met.forEach((_, row) => {
      const z = this.rowOf(side, row);
      const { matrix, right } = equationsOf(row);
      const left = right.map((_, i) => sum(width, (j) => matrix[Math.max(i, j) * width + Math.min(i, j)]! * z[j]!));
      const size = Math.max(norm(matrix) * norm(z) + norm(right), Number.MIN_VALUE);
      worst = Math.max(worst, distance(left, right) / size);
    });
    return worst;
  }

  /** Σ (t − a·z)² + Σ zᵀΛz of `als` */
  loss(): number {
    let squares = 0;
    this.user.met.forEach(({ others, values }, user) => {
      for (let i = 0; i < others.length; i++) {
        const error = values[i]! - (this.expected(user, others[i]!) - this.mean);
        squares += error * error;
      }
    });
    for (const side of [this.user, this.item])
      side.rows.forEach((z, at) => (squares += this.ridge(side, Math.floor(at / this.width), at % this.width) * z * z));
    return squares;
  }

  /** The whole training, by the checker's own arithmetic: factors at the start are 0.1·(the sum of four uniforms − 2). */
  train(seed: number): this {
    const isImplicit = this.alpha !== null;
    const random = new Replay(seed, isImplicit ? 'ials.init' : 'als.init');
    const draw = () => 0.1 * (random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2);
    this.item.rows.forEach((_, at, rows) => (rows[at] = !isImplicit && at % this.width === 0 ? 0 : draw()));
    let before = Infinity;
    for (let i = this.settings.number('iterations'); i > 0; i--) {
      this.solve(this.user);
      this.solve(this.item);
      if (isImplicit) continue;
      const loss = this.loss();
      if (before - loss <= this.settings.number('tolerance') * loss) break;
      before = loss;
    }
    return this;
  }

  /** The items were solved last, so that they must satisfy their equations; the users' residual tells how far it converged. */
  check(scope: string, retrain: () => Factorization): Check[] {
    const users = this.residual(this.user).toPrecision(3);
    const about = `${scope}; the users, solved one half-sweep before, are at ${users}`;
    const checks = [found('items_stationary', about, this.residual(this.item))];
    const terms = sum(this.user.met.length, (row) => this.user.met[row]!.others.length);
    const solved = this.alpha === null ? 0 : this.user.met.length + this.item.met.length;
    const work = (terms + solved * this.width) * this.width * this.width * this.settings.number('iterations');
    if (work > REPLAY_BUDGET) return checks;
    const rows = retrain().item.rows;
    const difference = distance(this.item.rows, rows) / Math.max(norm(rows), Number.MIN_VALUE);
    if (this.alpha === null) return [...checks, found('replay', scope, difference)];
    // All half-sweeps of `ials` but the last are in f32: what one of them may be off by is the unit then.
    const unit = Math.max(1, this.singleError() / 1e-6);
    const allowed = `; in units of ${(unit * 1e-6).toPrecision(2)}, the error of a half-sweep in single precision`;
    return [...checks, found('replay', scope + allowed, difference / unit)];
  }

  /**
   * n·κ(M)·2⁻²⁴, the largest of the users: a bound of a Cholesky solve in f32 of equations with n = terms + width sums
   * (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., theorems 3.5 and 10.4); κ(M) ≤ ‖M‖/ridge.
   */
  private singleError(): number {
    const equationsOf = this.equations(this.user);
    return largest(this.user.met.length, (row) => {
      const n = this.user.met[row]!.others.length + this.width;
      return (n * norm(equationsOf(row).matrix)) / this.ridge(this.user, row, 0) / 0x1000000;
    });
  }

  private rowOf(side: Side, row: number): Float64Array {
    return side.rows.subarray(row * this.width, (row + 1) * this.width);
  }

  /** λ·s(n) with n the ratings of the row: Zhou et al. (AAIM 2008), Rendle et al. (RecSys 2022); biases have their own. */
  private ridge(side: Side, row: number, f: number): number {
    if (this.alpha === null && f === 0) return side.biasRidge;
    const n = Math.max(1, side.met[row]!.others.length);
    const scaling = this.settings.text('regularization_scaling');
    const scale = scaling === 'linear' ? n : scaling === 'sqrt' ? Math.sqrt(n) : 1;
    return this.settings.number('regularization') * scale;
  }

  private rowsOf(p: TensorMap | null, name: 'user' | 'item', count: number): Float64Array {
    const { width } = this;
    if (!p) return new Float64Array(count * width);
    if (this.alpha !== null) return numbers(p, `${name}_factors`, count * width);
    const [bias, factors] = [numbers(p, `${name}_bias`, count), numbers(p, `${name}_factors`, count * (width - 1))];
    return vector(count * width, (at) => {
      const [row, f] = [Math.floor(at / width), at % width];
      return f === 0 ? bias[row]! : factors[row * (width - 1) + f - 1]!;
    });
  }
}

/** M += w·aaᵀ (lower triangle) */
function addOuter(matrix: Float64Array, a: Float64Array, weight: number): void {
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j <= i; j++) matrix[i * a.length + j]! += weight * a[i]! * a[j]!;
  }
}

/** Each pair that met, once, with the number of its rows. */
function meetings(ratings: Ratings) {
  const pairs = incidence(ratings).flatMap((items, user) => [...items].map(([item, times]) => [user, item, times]));
  const [users, items, values] = [0, 1, 2].map((i) => Int32Array.from(pairs, (pair) => pair[i]!));
  return { users: users!, items: items!, values: values! };
}

/** Expected ratings, cut to the range of those that were given. */
const ratingRecommender = (model: Factorization, [low, high]: ArrayLike<number> & Iterable<number>) => ({
  scores: (user: number) => vector(model.item.met.length, (item) => model.expected(user, item)),
  rate: (user: number, item: number) => Math.min(high!, Math.max(low!, model.expected(user, item))),
});

/** Solved as by Zhou et al. (AAIM 2008). */
export const als: RecommenderChecker = {
  check(p, settings, ratings, seed) {
    const values = ratings.values!;
    const scope = `${ratings.itemCount} items, ${values.length} ratings, all`;
    const retrain = () => new Factorization(settings, ratings, null, false).train(seed);
    return [
      found('rating_range', scope, differing(p, { rating_range: Float64Array.from(extent(values)) })),
      found('mean', scope, differenceOf(p, { mean: Float64Array.of(mean(values)) })),
      ...new Factorization(settings, ratings, p, false).check(scope, retrain),
    ];
  },
  load: (p, settings, ratings) =>
    ratingRecommender(new Factorization(settings, ratings, p, false), numbers(p, 'rating_range', 2)),
};

/** (YᵀC_uY + λ_uI)x_u = YᵀC_u p_u of Hu, Koren & Volinsky (ICDM 2008). */
export const ials: RecommenderChecker = {
  check(p, settings, ratings, seed) {
    const scope = `${ratings.itemCount} items, all pairs`;
    const retrain = () => new Factorization(settings, ratings, null, true).train(seed);
    return new Factorization(settings, ratings, p, true).check(scope, retrain);
  },
  load(p, settings, ratings) {
    const model = new Factorization(settings, ratings, p, true);
    return { scores: (user) => vector(ratings.itemCount, (item) => model.expected(user, item)), rate: null };
  },
};

/** The baseline `biases`: als with no factors and its defaults, trained by the checker. */
export const biasesAlone = (settings: Settings, ratings: Ratings, seed: number) =>
  ratingRecommender(new Factorization(settings, ratings, null, false).train(seed), extent(ratings.values!));
