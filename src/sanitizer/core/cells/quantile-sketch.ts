/**
 * Quantiles of a stream in bounded memory (Munro and Paterson 1980, as in Manku, Rajagopalan and Lindsay 1998): a full
 * level is sorted and every other value moves up with twice the weight. Exact below `capacity` values; rank error below
 * log2(n / capacity) / (2 · capacity) of n beyond. Deterministic.
 */
export class QuantileSketch {
  private readonly levels: { values: Float64Array; size: number; odd: boolean }[] = [];
  private count = 0;
  private sorted: { values: Float64Array; weights: Float64Array } | null = null;

  /** `capacity`: values a level holds, even */
  constructor(private readonly capacity: number) {}

  get exact(): boolean {
    return this.levels.length <= 1;
  }

  add(value: number): void {
    this.count++;
    this.sorted = null;
    this.push(0, value);
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

  /** Merges the levels, each sorted by itself. */
  private sort(): { values: Float64Array; weights: Float64Array } {
    const runs = this.levels.map(({ values, size }) => values.slice(0, size).sort());
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

  private push(index: number, value: number): void {
    let level = this.levels[index];
    if (!level)
      this.levels.push((level = { values: new Float64Array(index === 0 ? 64 : this.capacity), size: 0, odd: false }));
    if (level.size === level.values.length && level.size < this.capacity) {
      const grown = new Float64Array(level.size * 2);
      grown.set(level.values);
      level.values = grown;
    }
    level.values[level.size++] = value;
    if (level.size === this.capacity) this.compact(index, level);
  }

  private compact(index: number, level: { values: Float64Array; size: number; odd: boolean }): void {
    const sorted = level.values.sort();
    level.size = 0;
    level.odd = !level.odd;
    for (let i = level.odd ? 1 : 0; i < this.capacity; i += 2) this.push(index + 1, sorted[i]!);
  }
}
