import { type Recipe } from '../../../contracts/recipe.js';
import { LEVEL } from '../cells/column-decoder.js';
import { type ColumnStatistics } from '../scan/column-statistics.js';
import { type Scan } from '../scan/scan-table.js';
import { type Leak } from '../scan/target-leaks.js';
import { type IssueLog } from './issue-log.js';
import { personalData } from './personal-data.js';

const NEAR_CONSTANT = 0.99;
const MIXED = [0.02, 0.5] as const;
const RARE_CLASS = 0.1;
const MAX_CLASSES = 100;
const FORMULA = /^[=@]|^[+-][A-Za-z(]/;

/** Features that give the target away and are still there: the client decides. */
export function logLeaks(
  leaks: readonly Leak[],
  { rows }: { readonly rows: number },
  recipe: Recipe,
  log: IssueLog,
): void {
  for (const { column, words } of leaks) {
    const { name, dropped } = recipe.columns[column]!;
    if (dropped !== null) continue;
    const message = `column ${quoted(name)} ${words}: leave it out if it is not known before the target is`;
    log.note('target-leakage', 'noted', name, rows, message);
  }
}

/** Logs what concerns a column as a whole, from the statistics of the kept rows. */
export function logColumns(scan: Scan, recipe: Recipe, log: IssueLog): void {
  recipe.columns.forEach((column, i) => {
    const statistics = scan.statistics[i]!;
    const { name } = column;
    const personal = personalData(statistics);
    if (personal !== null)
      log.note(
        'personal-data',
        'noted',
        name,
        statistics.present,
        `column ${quoted(name)} looks like ${personal}; keep it only if you may`,
      );
    if (column.dropped === 'empty-column')
      log.note(
        'empty-column',
        'dropped',
        name,
        statistics.rows,
        `column ${quoted(name)} has no values and was removed`,
      );
    if (column.dropped !== null) return;
    if (scan.plans[i]!.ambiguousDate) {
      const convention = column.datetime?.order === 'dmy' ? 'day before month' : 'month before day';
      log.note(
        'ambiguous-date',
        'noted',
        name,
        statistics.present,
        `column ${quoted(name)}: day and month could be either way round; read as ${convention}`,
      );
    }
    logShares(statistics, name, log);
    if (column.role === 'target' && column.kind === 'category') logClasses(statistics, name, log);
    logFormulas(statistics, name, log);
  });
}

const quoted = (name: string): string => JSON.stringify(name.slice(0, 200));
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

function logShares(statistics: ColumnStatistics, name: string, log: IssueLog): void {
  const { decoder, counts, present, errors, rows } = statistics;
  const odd = errors / Math.max(1, present + errors);
  if (odd >= MIXED[0] && odd <= MIXED[1]) {
    log.note(
      'mixed-types',
      'noted',
      name,
      errors,
      `column ${quoted(name)} is read as ${decoder.column.kind}, but ${percent(odd)} of its values are not`,
    );
  }
  if (decoder.column.kind !== 'category' || rows < 100) return;
  const most = counts.reduce((max, count, id) => (decoder.states[id] === LEVEL ? Math.max(max, count) : max), 0);
  if (most / rows >= NEAR_CONSTANT && most < rows) {
    log.note(
      'near-constant-column',
      'noted',
      name,
      most,
      `column ${quoted(name)} has the same value in ${percent(most / rows)} of the rows`,
    );
  }
}

function logClasses({ decoder, counts, present, distinct }: ColumnStatistics, name: string, log: IssueLog): void {
  if (distinct < 2 || distinct > MAX_CLASSES) return;
  const rarest = counts.reduce(
    (min, count, id) => (decoder.states[id] === LEVEL && count > 0 ? Math.min(min, count) : min),
    Infinity,
  );
  const share = rarest / present;
  if (share < RARE_CLASS) {
    log.note(
      'class-imbalance',
      'noted',
      name,
      rarest,
      `the rarest class of ${quoted(name)} has ${rarest} rows (${percent(share)}): accuracy alone will mislead`,
    );
  }
}

function logFormulas({ decoder, counts }: ColumnStatistics, name: string, log: IssueLog): void {
  const { spellings } = decoder;
  for (let id = 0; id < Math.min(spellings.size, counts.length); id++) {
    const text = spellings.text(id);
    if (decoder.states[id] !== LEVEL || counts[id] === 0 || !FORMULA.test(text)) continue;
    log.add('formula-cell', 'noted', name, { row: null, from: text, to: null }, counts[id]);
  }
}
