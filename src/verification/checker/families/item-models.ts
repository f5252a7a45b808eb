import { createHash } from 'node:crypto';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { Replay } from '../random.js';
import { differing, integers, numbers } from '../tensors.js';
import { exact, gap } from '../verdict.js';
import { norm } from '../vectors.js';
import { countsOf, highest, incidence, offsetsOf, popular, type Ratings, type RecommenderChecker } from './ratings.js';

/** An item's score is its number of rows: Cremonesi, Koren & Turrin (RecSys 2010), TopPop. */
export const popularity: RecommenderChecker = {
  check: (p, _, { items, itemCount }) => [
    exact(
      { id: 'counts', scope: `${itemCount} items, all`, implies: 'each score is the number of rows of the item' },
      differing(p, 'count', countsOf(items, itemCount)),
    ),
  ],
  load: (_, __, ratings) => popular(ratings),
};

/** Deshpande & Karypis (ACM TOIS 22, 2004): sim(i, j) = c_ij / (√(n_i n_j) + shrinkage), the k nearest by (sim, index). */
export const itemKnn: RecommenderChecker = {
  check(p, settings, ratings) {
    const { itemCount } = ratings;
    const users = Array.from({ length: itemCount }, (): number[] => []);
    const met = incidence(ratings);
    met.forEach((items, user) => items.forEach((_, item) => users[item]!.push(user)));
    const lists = users.map((own, item) => {
      const both = new Int32Array(itemCount);
      for (const user of own) for (const other of met[user]!.keys()) both[other]!++;
      const similarity = (other: number) =>
        both[other]! / (Math.sqrt(own.length * users[other]!.length) + settings.number('shrinkage'));
      const scores = Float64Array.from(both, (count, other) =>
        count === 0 || other === item ? -Infinity : similarity(other),
      );
      return highest(scores, settings.number('neighbours')).map((other) => [other, scores[other]!] as const);
    });
    const scope = `${itemCount} items, all`;
    return [
      exact(
        { id: 'neighbours', scope, implies: 'each list is the brute-force one under (similarity, index)' },
        differing(p, 'neighbours.offsets', offsetsOf(lists.map((list) => list.length))) +
          differing(
            p,
            'neighbours.items',
            Int32Array.from(lists.flat(), ([other]) => other),
          ) +
          differing(
            p,
            'neighbours.similarities',
            Float64Array.from(lists.flat(), ([, similarity]) => similarity),
          ),
      ),
      checkMet(p, ratings),
    ];
  },

  load(p, _, ratings) {
    const [items, similarities] = [integers(p, 'neighbours.items'), numbers(p, 'neighbours.similarities')];
    const starts = tensorOf(p, 'neighbours.offsets', Uint32Array);
    const met = incidence(ratings);
    return {
      scores: (user) => {
        const scores = new Float64Array(ratings.itemCount);
        for (const from of [...met[user]!.keys()].sort((a, b) => a - b))
          for (let at = starts[from]!; at < starts[from + 1]!; at++) scores[items[at]!]! += similarities[at]!;
        return scores;
      },
      rate: null,
    };
  },
};

/** Probes of a random ±1 vector each; (1 − 9/16/3)⁶⁴ < 2·10⁻⁶. */
const PROBES = 64;

/**
 * Steck (WWW 2019): B minimizes ‖X − XB‖²_F + λ‖B‖²_F with diag B = 0, so that R = offdiag[(G + λI)B − G] is 0 and
 * ‖B − B*‖_F ≤ ‖R‖_F/λ. R is met by Freivalds' probes: E‖Rx‖² = ‖R‖²_F, and ‖Rx‖ ≥ ½‖R‖_F with probability 3/16 or more
 * (Paley & Zygmund 1932, with E‖Rx‖⁴ ≤ 3‖R‖⁴_F). The probes follow from the weights, so that no weights can fit them.
 */
export const ease: RecommenderChecker = {
  check(p, settings, ratings, seed) {
    const n = ratings.itemCount;
    const b = tensorOf(p, 'weights', Float32Array);
    const lambda = settings.number('regularization');
    const met = incidence(ratings).map((items) => [...items.keys()]);
    // The diagonal of GB − G is free: it belongs to the constraint.
    const free = new Float64Array(n);
    let gramSquares = 0;
    const users = Array.from({ length: n }, (): number[][] => []);
    for (const items of met) for (const item of items) users[item]!.push(items);
    users.forEach((own, i) => {
      const row = new Float64Array(n);
      for (const items of own) for (const item of items) row[item]!++;
      row.forEach((count, j) => (free[i]! += count * b[j * n + i]!));
      free[i]! -= row[i]!;
      gramSquares += row.reduce((sum, count) => sum + count * count, 0);
    });
    const times = (x: Float64Array) => {
      const out = new Float64Array(n);
      for (const items of met) {
        const sum = items.reduce((total, item) => total + x[item]!, 0);
        for (const item of items) out[item]! += sum;
      }
      return out;
    };
    const random = new Replay(
      seed,
      createHash('sha256')
        .update(new Uint8Array(b.buffer, b.byteOffset, b.byteLength))
        .digest('hex'),
    );
    let residual = 0;
    for (let probe = 0; probe < PROBES; probe++) {
      const x = Float64Array.from({ length: n }, () => (random.next() & 1 ? 1 : -1));
      const bx = x.map((_, i) => {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += b[i * n + j]! * x[j]!;
        return sum;
      });
      const [gbx, gx] = [times(bx), times(x)];
      residual = Math.max(
        residual,
        2 * norm(gbx.map((value, i) => value + lambda * bx[i]! - gx[i]! - free[i]! * x[i]!)),
      );
    }
    const size = Math.sqrt(gramSquares) * (norm(Float64Array.from(b)) + 1);
    const scope = `${n} × ${n} weights through ${PROBES} random probes, which miss what is above the value with probability 2e-6`;
    const radius = (residual / lambda).toPrecision(3);
    return [
      exact(
        { id: 'diagonal', scope: `${n} items, all`, implies: 'no item recommends itself' },
        users.filter((_, i) => b[i * n + i] !== 0).length,
      ),
      gap(
        { id: 'stationary', scope, implies: `the gradient vanishes to the rounding of f32: ‖B − B*‖ ≤ ${radius}` },
        residual / size,
      ),
      checkMet(p, ratings),
    ];
  },

  load(p, _, ratings) {
    const n = ratings.itemCount;
    const b = tensorOf(p, 'weights', Float32Array);
    const met = incidence(ratings);
    return {
      scores: (user) => {
        const scores = new Float64Array(n);
        for (const from of [...met[user]!.keys()].sort((a, c) => a - c))
          for (let item = 0; item < n; item++) scores[item]! += b[from * n + item]!;
        return scores;
      },
      rate: null,
    };
  },
};

/** The distinct items of each user, ascending: what scores are computed from. */
function checkMet(p: TensorMap, ratings: Ratings) {
  const met = incidence(ratings).map((items) => [...items.keys()].sort((a, b) => a - b));
  return exact(
    {
      id: 'met',
      scope: `${ratings.userCount} users, all`,
      implies: 'scores are computed from what the rows say of the user',
    },
    differing(p, 'met.offsets', offsetsOf(met.map((items) => items.length))) +
      differing(p, 'met.items', Int32Array.from(met.flat())),
  );
}
