/** What the benches of the families have measured, kept between runs: one JSON file per family under .cache/bench/scores. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '..', '..', '.cache', 'bench', 'scores');
const fileOf = (family) => join(directory, `${family}.json`);

/**
 * Rows { dataset, metric, higherIsBetter, contender, isOurs, value, error, note }: `error` is a standard error or null, `note`
 * what `auto` chose. A row replaces that of the same data set, metric and contender.
 */
export function publish(family, rows) {
  mkdirSync(directory, { recursive: true });
  const keyOf = ({ dataset, metric, contender }) => JSON.stringify([dataset, metric, contender]);
  const all = new Map([...published(family), ...rows].map((row) => [keyOf(row), row]));
  writeFileSync(fileOf(family), JSON.stringify([...all.values()], null, 1));
}

export function published(family) {
  return existsSync(fileOf(family)) ? JSON.parse(readFileSync(fileOf(family), 'utf8')) : [];
}
