import { createHash } from 'node:crypto';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { tensorOf } from '../../../contracts/strings.js';
import { countsOf, norm, offsetsOf, smallest, sum, total, vector } from '../numeric.js';
import { Replay } from '../random.js';
import { found } from '../statements.js';
import { differing, integers, numbers } from '../tensors.js';
import { incidence, type Ratings, type Recommender, type RecommenderChecker } from './ratings.js';

/** An item's score is its number of rows: Cremonesi, Koren & Turrin (RecSys 2010), TopPop. */
export const popularity: RecommenderChecker = {
  check: (p, _, { items, itemCount }) => [
    found('counts', `${itemCount} items, all`, differing(p, { count: countsOf(items, itemCount) })),
  ],
  load(_, __, { items, itemCount }) {
    const counts = Float64Array.from(countsOf(items, itemCount));
    return { scores: () => counts.slice(), rate: null };
  },
};

/** The distinct items of each user, ascending: what scores are computed from. */
const metBy = (ratings: Ratings) => incidence(ratings).map((items) => Int32Array.from(items.keys()).sort());

function checkMet(p: TensorMap, ratings: Ratings) {
  const met = metBy(ratings);
  const expected = { 'met.offsets': offsetsOf(met), 'met.items': Int32Array.from(met.flatMap((items) => [...items])) };
  return found('met', `${ratings.userCount} users, all`, differing(p, expected));
}

/** The users of each item, ascending, and what they met. */
function usersOf(met: readonly Int32Array[], itemCount: number): (readonly Int32Array[])[] {
  const users = Array.from({ length: itemCount }, (): Int32Array[] => []);
  for (const items of met) for (const item of items) users[item]!.push(items);
  return users;
}

/** How many users met an item together with each other one: a row of XᵀX (Deshpande & Karypis, section 3.1). */
function together(users: readonly Int32Array[], itemCount: number): Float64Array {
  const counts = new Float64Array(itemCount);
  for (const items of users) for (const item of items) counts[item]!++;
  return counts;
}

/** score(u, i) = Σ over the items j that u met of weight(j, i), j ascending */
function scoredBySums(ratings: Ratings, addRow: (from: number, scores: Float64Array) => void): Recommender {
  const met = metBy(ratings);
  const scores = (user: number) => {
    const sums = new Float64Array(ratings.itemCount);
    for (const from of met[user]!) addRow(from, sums);
    return sums;
  };
  return { scores, rate: null };
}

/** Deshpande & Karypis (ACM TOIS 22, 2004): sim(i, j) = c_ij / (√(n_i n_j) + shrinkage), the k nearest by (sim, index). */
export const itemKnn: RecommenderChecker = {
  check(p, settings, ratings) {
    const { itemCount } = ratings;
    const users = usersOf(metBy(ratings), itemCount);
    const lists = users.map((own, item) => {
      const both = together(own, itemCount);
      const size = (other: number) => Math.sqrt(own.length * users[other]!.length) + settings.number('shrinkage');
      const negated = both.map((count, other) => (count === 0 || other === item ? Infinity : -count / size(other)));
      const nearest = smallest(negated, settings.number('neighbours')).filter((other) => negated[other]! < Infinity);
      return nearest.map((other) => [other, -negated[other]!] as const);
    });
    const expected = {
      'neighbours.offsets': offsetsOf(lists),
      'neighbours.items': Int32Array.from(lists.flat(), ([other]) => other),
      'neighbours.similarities': Float64Array.from(lists.flat(), ([, similarity]) => similarity),
    };
    return [found('neighbours', `${itemCount} items, all`, differing(p, expected)), checkMet(p, ratings)];
  },
  load(p, _, ratings) {
    const [items, similarities] = [integers(p, 'neighbours.items'), numbers(p, 'neighbours.similarities')];
    const starts = tensorOf(p, 'neighbours.offsets', Uint32Array);
    return scoredBySums(ratings, (from, scores) => {
      for (let at = starts[from]!; at < starts[from + 1]!; at++) scores[items[at]!]! += similarities[at]!;
    });
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
    const met = metBy(ratings);
    // The diagonal of GB − G is free: it belongs to the constraint.
    let squares = 0;
    const free = Float64Array.from(usersOf(met, n), (users, i) => {
      const row = together(users, n);
      squares += sum(n, (j) => row[j]! * row[j]!);
      return sum(n, (j) => row[j]! * b[j * n + i]!) - row[i]!;
    });
    const gramTimes = (x: Float64Array) => {
      const out = new Float64Array(n);
      for (const items of met) {
        const all = sum(items.length, (at) => x[items[at]!]!);
        for (const item of items) out[item]! += all;
      }
      return out;
    };
    const digest = createHash('sha256')
      .update(new Uint8Array(b.buffer, b.byteOffset, b.byteLength))
      .digest('hex');
    const random = new Replay(seed, digest);
    let residual = 0;
    for (let probe = 0; probe < PROBES; probe++) {
      const x = vector(n, () => (random.next() & 1 ? 1 : -1));
      const bx = vector(n, (i) => {
        let dot = 0;
        for (let j = 0; j < n; j++) dot += b[i * n + j]! * x[j]!;
        return dot;
      });
      const [gbx, gx] = [gramTimes(bx), gramTimes(x)];
      residual = Math.max(residual, 2 * norm(vector(n, (i) => gbx[i]! + lambda * bx[i]! - gx[i]! - free[i]! * x[i]!)));
    }
    const size = Math.sqrt(squares) * (norm(Float64Array.from(b)) + 1);
    const scope = `${n} × ${n} weights through ${PROBES} random probes, which miss what is above the value with probability 2e-6`;
    return [
      found('diagonal', `${n} items, all`, total(vector(n, (i) => (b[i * n + i] === 0 ? 0 : 1)))),
      found('gradient', scope, residual / size, { more: `; ‖B − B*‖ ≤ ${(residual / lambda).toPrecision(3)}` }),
      checkMet(p, ratings),
    ];
  },
  load(p, _, ratings) {
    const b = tensorOf(p, 'weights', Float32Array);
    return scoredBySums(ratings, (from, scores) => {
      const row = b.subarray(from * scores.length, (from + 1) * scores.length);
      row.forEach((weight, item) => (scores[item]! += weight));
    });
  },
};
