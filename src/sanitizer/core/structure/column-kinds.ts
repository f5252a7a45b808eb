import { type CellType, cellType } from '../dialect/cell-type.js';

/** Types that a name of a column seldom has. */
const CLASSES: Readonly<Partial<Record<CellType, string>>> = {
  integer: 'number',
  decimal: 'number',
  money: 'number',
  date: 'time',
  time: 'time',
  datetime: 'time',
  url: 'url',
  email: 'email',
};
const SHARE = 0.7;
const YEAR = /^(19|20)\d\d$/;

/** `number`, `time`, `url`, `email` where nearly all values are of that class, '' where they are names or text. */
export function columnClasses(rows: readonly (readonly string[])[], width: number): string[] {
  return Array.from({ length: width }, (_, j) => {
    const counts = new Map<string, number>();
    let total = 0;
    for (const row of rows) {
      const type = cellType(row[j] ?? '');
      if (type === 'empty') continue;
      total++;
      const known = CLASSES[type] ?? '';
      counts.set(known, (counts.get(known) ?? 0) + 1);
    }
    const best = [...counts].find(([, count]) => count >= SHARE * total);
    return best?.[0] ?? '';
  });
}

export interface Votes {
  /** cells that cannot be a value of their column */
  readonly for: number;
  /** cells that look like a value of their column */
  readonly against: number;
  readonly typed: number;
}

/** Whether a row names the columns or fills them, from the columns whose values have a class. */
export function headerVotes(row: readonly string[], classes: readonly string[]): Votes {
  let [pro, contra, typed] = [0, 0, 0];
  classes.forEach((known, j) => {
    if (known === '') return;
    typed++;
    const cell = row[j] ?? '';
    const type = cellType(cell);
    if (type === 'empty') return;
    const own = CLASSES[type] ?? '';
    if (own === known && !(known === 'number' && YEAR.test(cell.trim()) && isYearRun(row, j))) contra++;
    else pro++;
  });
  return { for: pro, against: contra, typed };
}

/** `1990, 1991, …` are names of columns. */
function isYearRun(row: readonly string[], j: number): boolean {
  const year = Number(row[j]);
  return Number(row[j - 1]) === year - 1 || Number(row[j + 1]) === year + 1;
}
