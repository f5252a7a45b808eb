const MIN_ROWS = 10;

/**
 * Whether some column names the rows, as a key or a text does: it has a different value in each row of the sample, equal rows
 * apart. Then a row that comes again is a copy; without one it may be another case with the same values.
 */
export function namesRows(sample: readonly (readonly string[])[]): boolean {
  const distinct = [...new Map(sample.map((row) => [JSON.stringify(row), row])).values()];
  if (distinct.length < MIN_ROWS) return false;
  return (distinct[0] ?? []).some((_, j) => {
    const values = new Set(distinct.map((row) => row[j]!));
    return values.size === distinct.length && !values.has('');
  });
}
