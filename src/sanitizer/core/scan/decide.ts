import { type Fill, type Recipe, RECIPE_FORMAT, type RecipeColumn } from '../../../contracts/recipe.js';
import { isFilled, NO_FILL } from '../../recipe/fills.js';
import { LEVEL } from '../cells/column-decoder.js';
import { IDENTIFIER_ROLES } from '../roles/families.js';
import { findAliases } from './aliases.js';
import { type ColumnStatistics } from './column-statistics.js';
import { dropReason } from './drops.js';
import { allows, keeps, type SanitizeRequest } from './options.js';
import { type Scan } from './scan-table.js';
import { type Leak } from './target-leaks.js';

/** The recipe for the clean table: what is dropped, merged and filled, from the kept rows. */
export function decideRecipe(
  scan: Scan,
  isNamed: readonly boolean[],
  leaks: readonly Leak[],
  request: SanitizeRequest,
): Recipe {
  const columns = scan.plans.map((plan, i): RecipeColumn => {
    const statistics = scan.statistics[i]!;
    const { column } = plan;
    const isIdentifier = column.role !== null && IDENTIFIER_ROLES.has(column.role);
    const merges = column.kind === 'category' && !isIdentifier && allows(request, 'dirty-category');
    const aliases = merges ? findAliases(statistics) : [];
    const levels = column.kind === 'category' && !isIdentifier ? keptLevels(statistics, new Map(aliases)) : null;
    const dropped = dropReason(plan, statistics, isNamed[i]!, request);
    const fills = dropped === null && isFilled(column) && allows(request, 'missing-value');
    return { ...column, aliases, levels, dropped, fill: fills ? decideFill(statistics, aliases) : NO_FILL };
  });
  return {
    format: RECIPE_FORMAT,
    model_type: request.model_type,
    columns: dropLeaks(dropRepeated(columns, scan, request), leaks, request),
  };
}

function keptLevels({ decoder, counts }: ColumnStatistics, aliases: ReadonlyMap<string, string>): string[] {
  const seen = new Set<string>();
  decoder.levels.forEach((level, id) => {
    if (decoder.states[id] === LEVEL && (counts[id] ?? 0) > 0) seen.add(aliases.get(level) ?? level);
  });
  return [...seen];
}

function decideFill(statistics: ColumnStatistics, aliases: readonly [string, string][]): Fill {
  const { decoder, present, mean } = statistics;
  if (present === 0) return NO_FILL;
  switch (decoder.column.kind) {
    case 'number':
    case 'datetime':
      return { kind: 'median', value: statistics.quantile(0.5) };
    case 'boolean':
      return { kind: 'mode', value: mean > 0.5 ? 1 : 0 };
    case 'category':
    case 'text':
      return { kind: 'mode', value: commonest(statistics, new Map(aliases)) };
  }
}

function commonest({ decoder, counts }: ColumnStatistics, aliases: ReadonlyMap<string, string>): string | null {
  const totals = new Map<string, number>();
  decoder.levels.forEach((level, id) => {
    if (decoder.states[id] !== LEVEL) return;
    const canonical = aliases.get(level) ?? level;
    totals.set(canonical, (totals.get(canonical) ?? 0) + (counts[id] ?? 0));
  });
  let best: string | null = null;
  for (const [level, count] of totals) if (best === null || count > totals.get(best)!) best = level;
  return best;
}

/** A column whose every cell equals that of an earlier one adds nothing; one that equals the target gives it away. */
function dropRepeated(columns: RecipeColumn[], { statistics }: Scan, request: SanitizeRequest): RecipeColumn[] {
  if (request.model_type === null) return columns;
  return columns.map((column, i) => {
    if (column.dropped !== null || column.role !== 'feature') return column;
    const twin = columns.findIndex(
      (other, j) =>
        (j < i || other.role === 'target') && other.dropped === null && areEqual(statistics[i]!, statistics[j]!),
    );
    if (twin < 0) return column;
    const reason = columns[twin]!.role === 'target' ? 'target-leakage' : 'duplicate-column';
    return allows(request, reason) && !keeps(request, column.name) ? { ...column, dropped: reason } : column;
  });
}

/** Features that are the target in other words, unless nothing would be left to learn from. */
function dropLeaks(columns: RecipeColumn[], leaks: readonly Leak[], request: SanitizeRequest): RecipeColumn[] {
  const certain = new Set(leaks.filter(({ isCertain }) => isCertain).map(({ column }) => column));
  const rest = columns.filter(({ role, dropped }, i) => role === 'feature' && dropped === null && !certain.has(i));
  if (rest.length === 0 || !allows(request, 'target-leakage')) return columns;
  return columns.map((column, i) =>
    certain.has(i) && column.dropped === null && !keeps(request, column.name)
      ? { ...column, dropped: 'target-leakage' }
      : column,
  );
}

function areEqual(a: ColumnStatistics, b: ColumnStatistics): boolean {
  return (
    a.fingerprint === b.fingerprint &&
    a.present === b.present &&
    a.unremembered === 0 &&
    b.unremembered === 0 &&
    a.rows >= 20 &&
    a.decoder.spellings.size === b.decoder.spellings.size &&
    a.decoder.levels.every((_, id) => a.decoder.spellings.text(id) === b.decoder.spellings.text(id))
  );
}
