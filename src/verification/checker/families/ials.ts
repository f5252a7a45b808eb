import { type TensorMap } from '../../../contracts/safetensors.js';
import { type Settings } from '../settings.js';
import { numbers } from '../tensors.js';
import {
  addOuter,
  type Alternation,
  bell,
  checkAlternation,
  ridgeScale,
  type SideName,
  solveSide,
} from './alternating.js';
import { incidence, type Ratings, type RecommenderChecker } from './ratings.js';

/**
 * Σ over all pairs of c(p − x·y)² + Σ λ_u‖x_u‖² + Σ λ_i‖y_i‖², p = 1 where they met, c = 1 + α·meetings: Hu, Koren & Volinsky
 * (ICDM 2008), (YᵀC_uY + λ_uI)x_u = YᵀC_u p_u.
 */
export const ials: RecommenderChecker = {
  check(p, settings, ratings, seed) {
    const model = alternation(settings, ratings, p);
    const met = incidence(ratings).reduce((sum, items) => sum + items.size, 0);
    const rows = (ratings.userCount + ratings.itemCount) * model.width;
    const work = (met + rows) * model.width * model.width * settings.number('iterations');
    return checkAlternation(model, `${ratings.itemCount} items, ${met} pairs that met, all`, work, () => {
      const replayed = alternation(settings, ratings, null);
      const draw = bell(seed, 'ials.init');
      replayed.items.forEach((_, at) => (replayed.items[at] = draw()));
      for (let i = settings.number('iterations'); i > 0; i--) {
        solveSide(replayed, 'users');
        solveSide(replayed, 'items');
      }
      return replayed;
    });
  },

  load(p, settings, { userCount, itemCount }) {
    const k = settings.number('factors');
    const [x, y] = [numbers(p, 'user_factors', userCount * k), numbers(p, 'item_factors', itemCount * k)];
    const score = (user: number, item: number) => {
      let sum = 0;
      for (let f = 0; f < k; f++) sum += x[user * k + f]! * y[item * k + f]!;
      return sum;
    };
    return { scores: (user) => Float64Array.from({ length: itemCount }, (_, item) => score(user, item)), rate: null };
  },
};

function alternation(settings: Settings, ratings: Ratings, p: TensorMap | null): Alternation {
  const width = settings.number('factors');
  const [lambda, alpha] = [settings.number('regularization'), settings.number('confidence')];
  const scaling = settings.text('regularization_scaling');
  const met = incidence(ratings);
  const metBy = Array.from({ length: ratings.itemCount }, () => new Map<number, number>());
  met.forEach((items, user) => items.forEach((times, item) => metBy[item]!.set(user, times)));
  const rows = (name: string, count: number) =>
    p ? numbers(p, `${name}_factors`, count * width) : new Float64Array(count * width);
  const model = {
    width,
    users: rows('user', ratings.userCount),
    items: rows('item', ratings.itemCount),
    equations(side: SideName) {
      const others = side === 'users' ? model.items : model.users;
      const rowOf = (row: number) => others.subarray(row * width, (row + 1) * width);
      const gram = new Float64Array(width * width);
      for (let row = 0; row * width < others.length; row++) addOuter(gram, rowOf(row), 1);
      return (row: number) => {
        const [matrix, right] = [gram.slice(), new Float64Array(width)];
        const own = (side === 'users' ? met : metBy)[row]!;
        own.forEach((times, other) => {
          addOuter(matrix, rowOf(other), alpha * times);
          rowOf(other).forEach((value, f) => (right[f]! += (1 + alpha * times) * value));
        });
        for (let f = 0; f < width; f++) matrix[f * width + f]! += lambda * ridgeScale(scaling, own.size);
        return { matrix, right };
      };
    },
  };
  return model;
}
