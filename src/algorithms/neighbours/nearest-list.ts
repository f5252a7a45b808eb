/** The k best of what it is offered, by ascending squared distance, equal ones by ascending row. */
export class NearestList {
  readonly squares: Float64Array;
  readonly rows: Int32Array;

  constructor(private readonly k: number) {
    this.squares = new Float64Array(k);
    this.rows = new Int32Array(k);
    this.clear();
  }

  clear(): void {
    this.squares.fill(Infinity);
    // No row stands before row 0, so that nothing at an infinite distance gets in.
    this.rows.fill(0);
  }

  /** Squared distance of the last one; infinite until there are k. */
  get worst(): number {
    return this.squares[this.k - 1]!;
  }

  /** Whether a row like this would get in. */
  admits(square: number, row: number): boolean {
    const { worst } = this;
    return square < worst || (square === worst && row < this.rows[this.k - 1]!);
  }

  offer(square: number, row: number): void {
    if (!this.admits(square, row)) return;
    const { squares, rows } = this;
    let at = this.k - 1;
    for (; at > 0; at--) {
      const before = squares[at - 1]!;
      if (before < square || (before === square && rows[at - 1]! < row)) break;
      squares[at] = before;
      rows[at] = rows[at - 1]!;
    }
    squares[at] = square;
    rows[at] = row;
  }
}
