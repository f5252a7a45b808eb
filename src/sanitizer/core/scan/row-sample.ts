const FIRST_ROWS = 64;

/**
 * Rows spread evenly over the file, each as one number a column: the value, the number of the spelling, NaN where there is
 * neither. When it is full, every other row goes and the stride doubles.
 */
export class RowSample {
  size = 0;
  private rows: Float64Array;
  private stride = 1;
  private seen = 0;

  /** `capacity`: rows, even */
  constructor(
    readonly width: number,
    private readonly capacity: number,
  ) {
    this.rows = new Float64Array(FIRST_ROWS * width);
  }

  /** Whether the next row is to be added; call it once a row. */
  wants(): boolean {
    return this.seen++ % this.stride === 0;
  }

  add(cell: (column: number) => number): void {
    if (this.size === this.capacity) this.thin();
    else if (this.size * this.width === this.rows.length) this.grow();
    const at = this.size++ * this.width;
    for (let i = 0; i < this.width; i++) this.rows[at + i] = cell(i);
  }

  column(i: number): Float64Array {
    return Float64Array.from({ length: this.size }, (_, row) => this.rows[row * this.width + i]!);
  }

  private grow(): void {
    const grown = new Float64Array(Math.min(this.capacity * this.width, this.rows.length * 2));
    grown.set(this.rows);
    this.rows = grown;
  }

  private thin(): void {
    const { rows, width } = this;
    this.size = this.capacity / 2;
    for (let row = 1; row < this.size; row++) rows.copyWithin(row * width, 2 * row * width, (2 * row + 1) * width);
    this.stride *= 2;
  }
}
