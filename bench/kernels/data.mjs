/** Interactions as skewed as ratings are, the same at every run: Zipf-like items, log-normal-like users. */
export function makeInteractions(userCount, itemCount, rows) {
  let state = 0x9e3779b9;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const cumulative = (count, weight) => {
    const sums = new Float64Array(count);
    for (let i = 0, sum = 0; i < count; i++) sums[i] = sum += weight(i);
    return sums;
  };
  const draw = (sums) => {
    const x = random() * sums[sums.length - 1];
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < x) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const users = cumulative(userCount, () => Math.exp(2 * (random() + random() + random() - 1.5)));
  const items = cumulative(itemCount, (i) => 1 / (i + 40));
  const seen = new Set();
  const pairs = new Float64Array(rows);
  while (seen.size < rows) {
    const pair = draw(users) * itemCount + draw(items);
    if (!seen.has(pair)) pairs[seen.size] = pair;
    seen.add(pair);
  }
  pairs.sort();
  return {
    users: Int32Array.from(pairs, (pair) => Math.floor(pair / itemCount)),
    items: Int32Array.from(pairs, (pair) => pair % itemCount),
    ratings: null,
    userCount,
    itemCount,
  };
}
