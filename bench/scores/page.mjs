/** docs/scores.md from published rows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const REASONS = new Map(Object.entries(JSON.parse(readFileSync(join(import.meta.dirname, 'reasons.json'), 'utf8'))));

/** Metrics that `auto` is compared by, where a family has others too. */
const AUTO_CHOOSES_BY = new Map([['clustering', /silhouette/]]);
const isAuto = ({ contender }) => contender === 'auto';

export function pageOf(families) {
  const sets = families.flatMap(({ family, rows }) => setsOf(family, rows));
  const compared = sets.map(compare).filter((verdict) => verdict !== null);
  const open = sets.filter(({ rows }) => rows.some(({ isOurs }) => !isOurs) && !rows.some(isAuto));
  const unmeasured = open.filter(({ family, title }) => AUTO_CHOOSES_BY.get(family)?.test(title) ?? true);
  const behind = compared.filter((verdict) => verdict.isBehind);
  return [
    '# Scores beside the peers',
    '',
    'Made by `node bench/scores/run.mjs`. Every data set of the benches × every algorithm × `auto`, with default parameters, beside the',
    'peers with theirs on the same rows and folds. `auto` sees the training part of a fold only. ± is the standard error over folds,',
    'series or seeds, as the bench of the family says. Best first.',
    '',
    `\`auto\` is within one standard error of the best peer, or above it, on ${compared.length - behind.length} of ${compared.length} data sets.`,
    '',
    ...(unmeasured.length > 0
      ? [`\`auto\` has not been measured here: ${unmeasured.map(({ title }) => title).join('; ')}.`, '']
      : []),
    ...behindTable(behind),
    ...sets.flatMap(sectionOf),
  ].join('\n');
}

function setsOf(family, rows) {
  const titles = new Set(rows.map(titleOf));
  return [...titles].map((title) => ({ family, title, rows: rows.filter((row) => titleOf(row) === title) }));
}

const titleOf = ({ dataset, metric }) => `${dataset}, ${metric}`;

/** Best first; a lower score is better where the metric says so. */
const ordered = (rows) => rows.toSorted((a, b) => (a.higherIsBetter ? b.value - a.value : a.value - b.value));

/** The standard error of the difference is at most that of the worse known of the two. */
function compare({ family, title, rows }) {
  const auto = rows.find(isAuto);
  const [best] = ordered(rows.filter(({ isOurs }) => !isOurs));
  if (!auto || !best) return null;
  const gap = auto.higherIsBetter ? best.value - auto.value : auto.value - best.value;
  return { family, title, auto, best, gap, isBehind: gap > Math.max(auto.error ?? 0, best.error ?? 0) };
}

function behindTable(behind) {
  if (behind.length === 0) return [];
  const lines = behind.map(
    ({ title, auto, best }) =>
      `| ${title} | ${figureOf(auto)} | ${best.contender} ${figureOf(best)} | ${REASONS.get(title) ?? ''} |`,
  );
  return ['| behind by more than one standard error | `auto` | best peer | why |', '|---|---|---|---|', ...lines, ''];
}

function sectionOf({ family, title, rows }) {
  const lines = ordered(rows).map(
    (row) => `| ${row.isOurs ? `**${row.contender}**` : row.contender} | ${figureOf(row)} | ${row.note ?? ''} |`,
  );
  return [`## ${family}: ${title}`, '', '| contender | score | |', '|---|---|---|', ...lines, ''];
}

function figureOf({ value, error }) {
  const digits = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 3 : 4;
  return `${value.toFixed(digits)}${error === null ? '' : ` ± ${error.toFixed(digits)}`}`;
}
