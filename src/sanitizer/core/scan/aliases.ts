import { LEVEL } from '../cells/column-decoder.js';
import { type ColumnStatistics } from './column-statistics.js';

/** above it, values are names rather than categories, and similar names may well be different things */
const MAX_LEVELS = 1000;

/** Spellings that differ in case or inner white space only → the commonest of them; ties to the first seen. */
export function findAliases(statistics: ColumnStatistics): [string, string][] {
  const { decoder, counts, unremembered } = statistics;
  if (unremembered > 0 || decoder.levels.length > MAX_LEVELS) return [];
  const totals = new Map<string, number>();
  decoder.levels.forEach((level, id) => {
    if (decoder.states[id] === LEVEL) totals.set(level, (totals.get(level) ?? 0) + (counts[id] ?? 0));
  });
  const groups = new Map<string, string[]>();
  for (const level of totals.keys()) {
    const key = level.toLowerCase().replace(/\s+/g, ' ');
    groups.set(key, [...(groups.get(key) ?? []), level]);
  }
  return [...groups.values()].flatMap((spellings) => {
    const best = spellings.reduce((a, b) => (totals.get(b)! > totals.get(a)! ? b : a));
    return spellings.filter((spelling) => spelling !== best).map((spelling): [string, string] => [spelling, best]);
  });
}
