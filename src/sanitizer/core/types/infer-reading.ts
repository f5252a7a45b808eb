import { type SanitizeOptions } from '../../../contracts/job.js';
import { type ColumnKind, type RecipeColumn } from '../../../contracts/recipe.js';
import { parseDatetime } from '../../recipe/datetime-format.js';
import { booleanWords, isBooleanWord } from './booleans.js';
import { DATETIME_ORDERS, namesTime } from './datetime-orders.js';
import { STRONG_NULLS, WEAK_NULLS } from './null-tokens.js';
import { bestNumberFormat } from './number-formats.js';

export type ReadingRule = Pick<RecipeColumn, 'kind' | 'null_tokens' | 'number' | 'datetime' | 'booleans'>;
export interface Inference extends ReadingRule {
  /** day and month could be either way round in every value */
  readonly ambiguousDate: boolean;
}

export interface InferenceHints {
  readonly name: string;
  /** the file is written with semicolons: a decimal comma is likelier than grouping */
  readonly decimalComma: boolean;
  readonly nullTokens: SanitizeOptions['null_tokens'];
  /** a kind that the client or the role of the column prescribes */
  readonly kind: ColumnKind | null;
}

/** share of the values that must read as a type for the column to be of it */
const MAJORITY = 0.9;
/** mean length in characters, and share of distinct values, above which categories are prose */
const PROSE_LENGTH = 40;

/** The kind and format that most of the values (trimmed text → count) agree on. */
export function inferReading(values: ReadonlyMap<string, number>, hints: InferenceHints): Inference {
  const strong = hints.nullTokens?.map((token) => token.trim().toLowerCase()) ?? STRONG_NULLS;
  const weak = hints.nullTokens === undefined ? WEAK_NULLS : [];
  const nulls = new Set([...strong, ...weak]);
  const isNull = (text: string) => text === '' || nulls.has(text.toLowerCase());
  const typed = [...values].filter(([text]) => !isNull(text));
  const total = typed.reduce((sum, [, count]) => sum + count, 0);
  const share = (readable: (text: string) => boolean) =>
    total === 0 ? 0 : typed.reduce((sum, [text, count]) => sum + (readable(text) ? count : 0), 0) / total;
  const needed = (kind: ColumnKind) => (hints.kind === kind ? Number.MIN_VALUE : hints.kind === null ? MAJORITY : 2);
  const rule = (kind: ColumnKind, detail: Partial<Inference> = {}): Inference => ({
    kind,
    null_tokens: kind === 'category' || kind === 'text' ? strong : [...strong, ...weak],
    number: null,
    datetime: null,
    booleans: null,
    ambiguousDate: false,
    ...detail,
  });

  const dates = dateVote(typed, hints.name, share);
  if (dates !== null && dates.share >= needed('datetime')) {
    return rule('datetime', { datetime: { order: dates.order }, ambiguousDate: dates.ambiguous });
  }
  if (share(isBooleanWord) >= Math.max(needed('boolean'), 0.95)) return rule('boolean', { booleans: booleanWords() });
  const numbers = bestNumberFormat(typed, hints.decimalComma);
  if ((hints.kind === 'number' || !areCodes(typed)) && total > 0 && numbers.readable / total >= needed('number')) {
    return rule('number', { number: numbers.format });
  }
  if (hints.kind === 'number') return rule('number', { number: numbers.format });
  if (hints.kind === 'boolean') return rule('boolean', { booleans: booleanWords() });
  if (hints.kind === 'datetime') return rule('datetime', { datetime: { order: dates?.order ?? 'ymd' } });
  return rule(hints.kind ?? (isProse(typed, total) ? 'text' : 'category'));
}

function dateVote(
  typed: readonly (readonly [string, number])[],
  name: string,
  share: (readable: (text: string) => boolean) => number,
) {
  const candidates = DATETIME_ORDERS.filter(({ needsName }) => !needsName || namesTime(name)).map(
    ({ order, shape }) => ({
      order,
      share: share((text) => shape.test(text) && !Number.isNaN(parseDatetime(text, { order }))),
    }),
  );
  const best = candidates.reduce((a, b) => (b.share > a.share ? b : a));
  if (best.share === 0) return null;
  const rival = candidates.find(({ order }) => order === (best.order === 'dmy' ? 'mdy' : 'dmy'));
  const ambiguous =
    (best.order === 'dmy' || best.order === 'mdy') &&
    rival?.share === best.share &&
    !typed.some(([text]) => /[a-z]{3}/i.test(text));
  return { ...best, ambiguous };
}

/** share of values written with leading zeros from which on these matter, as in postal and lesion codes */
const ZERO_LED = 0.2;

function areCodes(typed: readonly (readonly [string, number])[]): boolean {
  if (!typed.every(([text]) => /^\d+$/.test(text))) return false;
  const sum = (pairs: typeof typed) => pairs.reduce((total, [, count]) => total + count, 0);
  return sum(typed.filter(([text]) => /^0\d/.test(text))) >= ZERO_LED * sum(typed) && typed.length > 0;
}

function isProse(typed: readonly (readonly [string, number])[], total: number): boolean {
  if (typed.length < 2) return false;
  const length = typed.reduce((sum, [text, count]) => sum + text.length * count, 0) / total;
  return length > PROSE_LENGTH && typed.length > total / 2;
}
