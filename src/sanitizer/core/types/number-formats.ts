import { type NumberFormat } from '../../../contracts/recipe.js';
import { CURRENCIES, parseNumber } from '../../recipe/number-format.js';

/** In order of preference where several read equally many values. */
const SEPARATORS: readonly Pick<NumberFormat, 'decimal' | 'thousands'>[] = [
  { decimal: '.', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: '.', thousands: '_' },
];
const COMMA_FIRST = [...SEPARATORS].sort((a, b) => Number(b.decimal === ',') - Number(a.decimal === ','));

/** The format that reads most of the values, and how many (by count) it reads. */
export function bestNumberFormat(
  values: readonly (readonly [text: string, count: number])[],
  decimalComma: boolean,
): { format: NumberFormat; readable: number } {
  const percent = values.some(([text]) => text.endsWith('%'));
  const lower = values.map(([text]) => text.toLowerCase());
  const currency = CURRENCIES.filter((symbol) => lower.some((text) => text.includes(symbol)));
  const plain = SEPARATORS[0]!;
  const order = decimalComma && values.some(([text]) => text.includes(',')) ? COMMA_FIRST : SEPARATORS;
  const total = values.reduce((sum, [, count]) => sum + count, 0);
  const candidates = values.filter(([text]) => mayBeNumber(text, currency.length > 0));
  let best = { format: { ...plain, percent, currency }, readable: -1 };
  for (const separators of order) {
    const format = { ...separators, percent, currency };
    const readable = candidates.reduce(
      (sum, [text, count]) => sum + (Number.isNaN(parseNumber(text, format)) ? 0 : count),
      0,
    );
    if (readable > best.readable) best = { format, readable };
    if (readable === total) break;
  }
  return best;
}

/** Cheap: false only for texts that no format reads. */
const mayBeNumber = (text: string, hasCurrency: boolean): boolean =>
  hasCurrency ? DIGIT.test(text) : NUMERIC.test(text);
const DIGIT = /\d/;
const NUMERIC = /^[^a-z]*\d[^a-z]*(?:e[+-]?\d+\)?%?)?$/i;
