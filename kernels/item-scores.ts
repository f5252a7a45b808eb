/**
 * Scores of all items for one user, in f32: items lie in blocks of 16, for each factor the 16 values of a block, so that one
 * factor of the user meets four registers. `padded`: items up to a multiple of 16. Each score is summed factor by factor.
 */
export function scoreItems(vectors: usize, padded: i32, k: i32, x: usize, out: usize): void {
  const end = x + ((<usize>k) << 2);
  let v = vectors;
  for (let item = 0; item < padded; item += 16) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let f = x; f < end; f += 4) {
      const s = v128.load_splat<f32>(f);
      a = f32x4.add(f32x4.mul(s, v128.load(v)), a);
      b = f32x4.add(f32x4.mul(s, v128.load(v, 16)), b);
      c = f32x4.add(f32x4.mul(s, v128.load(v, 32)), c);
      d = f32x4.add(f32x4.mul(s, v128.load(v, 48)), d);
      v += 64;
    }
    const to = out + ((<usize>item) << 2);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}
