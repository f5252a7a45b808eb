interface Level {
  values: Float64Array;
  size: number;
  odd: boolean;
}

const FIRST_SIZE = 64;

/**
 * Quantiles of a stream in bounded memory (Munro and Paterson 1980, as in Manku, Rajagopalan and Lindsay 1998): a full
 * level is sorted and every other value moves up with twice the weight. Exact below `capacity` values; rank error below
 * log2(n / capacity) / (2 · capacity) of n beyond. Deterministic.
 */
export class QuantileSketch {
  /** Above the first, a level is empty or holds one sorted run of half its capacity. */
  private readonly levels: Level[] = [{ values: new Float64Array(FIRST_SIZE), size: 0, odd: false }];
  private count = 0;
  private sorted: { values: Float64Array; weights: Float64Array } | null = null;

  /** `capacity`: values a level holds, even */
  constructor(private readonly capacity: number) {}

  get exact(): boolean {
    return this.levels.length === 1;
  }

  add(value: number): void {
    this.count++;
    this.sorted = null;
    const first = this.levels[0]!;
    if (first.size === first.values.length) this.growFirst(first);
    first.values[first.size++] = value;
    if (first.size === this.capacity) this.promote(first, first.values.sort(), 1);
  }

  /** The value of rank `⌊(n − 1) · q⌋`, null without values: for q = ½ and exact levels the lower median. */
  quantile(q: number): number | null {
    const { values, weights } = (this.sorted ??= this.sort());
    let rank = Math.floor((this.count - 1) * q);
    for (let i = 0; i < values.length; i++) {
      rank -= weights[i]!;
      if (rank < 0) return values[i]!;
    }
    return values.at(-1) ?? null;
  }

  private sort(): { values: Float64Array; weights: Float64Array } {
    const runs = this.levels.map(({ values, size }, level) =>
      level === 0 ? values.slice(0, size).sort() : values.subarray(0, size),
    );
    const total = runs.reduce((sum, run) => sum + run.length, 0);
    const values = new Float64Array(total);
    const weights = new Float64Array(total);
    const heads = new Int32Array(runs.length);
    for (let i = 0; i < total; i++) {
      let least = -1;
      for (let level = 0; level < runs.length; level++) {
        if (heads[level]! >= runs[level]!.length) continue;
        if (least < 0 || runs[level]![heads[level]!]! < runs[least]![heads[least]!]!) least = level;
      }
      values[i] = runs[least]![heads[least]!++]!;
      weights[i] = 2 ** least;
    }
    return { values, weights };
  }

  private growFirst(first: Level): void {
    const grown = new Float64Array(Math.min(this.capacity, first.size * 2));
    grown.set(first.values);
    first.values = grown;
  }

  /** Empties a full level, whose values are given in order, into the one at `above`. */
  private promote(full: Level, ordered: Float64Array, above: number): void {
    const half = this.capacity / 2;
    let level = this.levels[above];
    if (!level) this.levels.push((level = { values: new Float64Array(half), size: 0, odd: false }));
    full.size = 0;
    full.odd = !full.odd;
    const chosen = level.size === 0 ? level.values : new Float64Array(half);
    for (let i = 0, from = full.odd ? 1 : 0; i < half; i++, from += 2) chosen[i] = ordered[from]!;
    if (level.size === 0) level.size = half;
    else this.promote(level, merge(level.values, chosen), above + 1);
  }
}

/** Two sorted runs as one. */
function merge(a: Float64Array, b: Float64Array): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let at = 0; at < merged.length; at++) {
    merged[at] = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i++]! : b[j++]!;
  }
  return merged;
}
