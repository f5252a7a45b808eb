/** What the kernels replace: the same computations in plain JavaScript on typed arrays. */

/** Solves (G + Σ w y yᵀ + ridge I) x = Σ t y for each row of a side, by Cholesky. */
export function solveSide({ offsets, others, weights, targets, vectorRidge }, solved, held, k) {
  const gram = new Float64Array(k * k);
  for (let at = 0; at < held.length; at += k) addOuter(gram, held, at, k, 1);
  const a = new Float64Array(k * k);
  const b = new Float64Array(k);
  for (let row = 0; row + 1 < offsets.length; row++) {
    a.set(gram);
    b.fill(0);
    for (let entry = offsets[row]; entry < offsets[row + 1]; entry++) {
      const at = others[entry] * k;
      addOuter(a, held, at, k, weights[entry]);
      for (let f = 0; f < k; f++) b[f] += targets[entry] * held[at + f];
    }
    for (let f = 0; f < k; f++) a[f * k + f] += vectorRidge[row];
    cholesky(a, b, k);
    solved.set(b, row * k);
  }
}

function addOuter(out, rows, at, k, weight) {
  for (let i = 0; i < k; i++) {
    const scaled = weight * rows[at + i];
    for (let j = 0; j <= i; j++) out[i * k + j] += scaled * rows[at + j];
  }
}

function cholesky(a, b, n) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let p = 0; p < j; p++) sum -= a[i * n + p] * a[j * n + p];
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j];
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let p = 0; p < i; p++) sum -= a[i * n + p] * b[p];
    b[i] = sum / a[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    b[i] /= a[i * n + i];
    for (let p = 0; p < i; p++) b[p] -= a[i * n + p] * b[i];
  }
}

/** (XᵀX + ridge I)⁻¹, lower triangle, by the sweep operator. */
export function invertedGram({ itemOffsets, users, userOffsets, items }, ridge) {
  const n = itemOffsets.length - 1;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let at = itemOffsets[i]; at < itemOffsets[i + 1]; at++)
      for (let next = userOffsets[users[at]]; items[next] <= i && next < userOffsets[users[at] + 1]; next++)
        a[i * n + items[next]]++;
    a[i * n + i] += ridge;
  }
  const column = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const pivot = a[k * n + k];
    for (let i = 0; i < n; i++) column[i] = i < k ? a[k * n + i] : a[i * n + k];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = column[i] / pivot;
      for (let j = 0; j <= i; j++) a[i * n + j] -= factor * column[j];
      if (i < k) a[k * n + i] = factor;
      else a[i * n + k] = factor;
    }
    for (let j = 0; j < k; j++) a[k * n + j] = column[j] / pivot;
    a[k * n + k] = -1 / pivot;
  }
  return a;
}

/** The n best of scores x · y_i, by (score, index). */
export function topN(vectors, k, x, isSeen, n) {
  const list = [];
  for (let item = 0; item < isSeen.length; item++) {
    if (isSeen[item]) continue;
    let score = 0;
    for (let f = 0; f < k; f++) score += x[f] * vectors[item * k + f];
    if (list.length === n && score <= list[n - 1].score) continue;
    let at = Math.min(list.length, n - 1);
    while (at > 0 && list[at - 1].score < score) list[at] = list[--at];
    list[at] = { item, score };
  }
  return list;
}
