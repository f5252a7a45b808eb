/**
 * Quantiles of a stream in bounded memory (Munro and Paterson 1980, as in Manku, Rajagopalan and Lindsay 1998): a full
 * level is sorted and every other value moves up with twice the weight. Exact below `capacity` values; rank error below
 * log2(n / capacity) / (2 · capacity) of n beyond. Deterministic.
 */
export class QuantileSketch {
  private readonly levels: { values: Float64Array; size: number; odd: boolean }[] = [];
  private count = 0;

  /** `capacity`: values a level holds, even */
  constructor(private readonly capacity: number) {}

  get exact(): boolean {
    return this.levels.length <= 1;
  }

  add(value: number): void {
    this.count++;
    this.push(0, value);
  }

  /** The value of rank `⌊(n − 1) · q⌋`, null without values: for q = ½ and exact levels the lower median. */
  quantile(q: number): number | null {
    const weighted = this.levels
      .flatMap(({ values, size }, level) =>
        Array.from(values.subarray(0, size), (value) => ({ value, weight: 2 ** level })),
      )
      .sort((a, b) => a.value - b.value);
    let rank = Math.floor((this.count - 1) * q);
    for (const { value, weight } of weighted) {
      rank -= weight;
      if (rank < 0) return value;
    }
    return weighted.at(-1)?.value ?? null;
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
