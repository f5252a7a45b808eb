const BLOCK: i32 = 24;
const BLOCK_BYTES: usize = 96;

/**
 * Scores of all items for one user, in f32: items lie in blocks of BLOCK, for each factor the values of a block, so that one
 * factor of the user meets six registers. `padded`: items up to a multiple of BLOCK. Each score is summed factor by factor.
 */
export function scoreItems(vectors: usize, padded: i32, k: i32, x: usize, out: usize): void {
  const end = x + ((<usize>k) << 2);
  let v = vectors;
  for (let item = 0; item < padded; item += BLOCK) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let e = a;
    let g = a;
    for (let f = x; f < end; f += 4) {
      const s = v128.load_splat<f32>(f);
      a = f32x4.add(f32x4.mul(s, v128.load(v)), a);
      b = f32x4.add(f32x4.mul(s, v128.load(v, 16)), b);
      c = f32x4.add(f32x4.mul(s, v128.load(v, 32)), c);
      d = f32x4.add(f32x4.mul(s, v128.load(v, 48)), d);
      e = f32x4.add(f32x4.mul(s, v128.load(v, 64)), e);
      g = f32x4.add(f32x4.mul(s, v128.load(v, 80)), g);
      v += BLOCK_BYTES;
    }
    const to = out + ((<usize>item) << 2);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
    v128.store(to, e, 64);
    v128.store(to, g, 80);
  }
}

/** The greatest of each register's lane over a block of scores. */
function greatest(scores: usize): v128 {
  const a = f32x4.max(v128.load(scores), v128.load(scores, 16));
  const b = f32x4.max(v128.load(scores, 32), v128.load(scores, 48));
  const c = f32x4.max(v128.load(scores, 64), v128.load(scores, 80));
  return f32x4.max(f32x4.max(a, b), c);
}

/** The n-th greatest score, −Infinity where there are fewer. list: f32 n, overwritten with the n greatest, descending. */
function nthGreatest(scores: usize, padded: i32, n: i32, list: usize): f32 {
  for (let i = 0; i < n; i++) store<f32>(list + ((<usize>i) << 2), -Infinity);
  const last = list + ((<usize>(n - 1)) << 2);
  let least: f32 = -Infinity;
  for (let item = 0; item < padded; item += BLOCK) {
    const block = scores + ((<usize>item) << 2);
    if (!v128.any_true(f32x4.gt(greatest(block), f32x4.splat(least)))) continue;
    for (let o: usize = 0; o < BLOCK_BYTES; o += 4) {
      const score = load<f32>(block + o);
      if (score <= least) continue;
      let at = last;
      while (at > list && load<f32>(at - 4) < score) {
        store<f32>(at, load<f32>(at - 4));
        at -= 4;
      }
      store<f32>(at, score);
      least = load<f32>(last);
    }
  }
  return least;
}

/**
 * Writes the items (i32, ascending) whose score is at most `slack` below the n-th greatest into `out`, and returns their
 * number; scores of −Infinity never count. list: f32 n.
 */
export function shortlist(scores: usize, padded: i32, n: i32, slack: f32, list: usize, out: usize): i32 {
  const least: f32 = nthGreatest(scores, padded, n, list) - slack;
  let count = 0;
  for (let item = 0; item < padded; item += BLOCK) {
    const block = scores + ((<usize>item) << 2);
    if (!v128.any_true(f32x4.ge(greatest(block), f32x4.splat(least)))) continue;
    for (let j = 0; j < BLOCK; j++) {
      const score = load<f32>(block + ((<usize>j) << 2));
      if (score < least || score == -Infinity) continue;
      store<i32>(out + ((<usize>count) << 2), item + j);
      count++;
    }
  }
  return count;
}
