import { type NumberFormat } from '../../contracts/recipe.js';

export const PLAIN_NUMBER: NumberFormat = { decimal: '.', thousands: '', percent: false, currency: [] };

/** Symbols and ISO 4217 codes that are recognised around a number, lower-case. */
export const CURRENCIES = ['$', '€', '£', '¥', '₹', '₽', '₩', 'usd', 'eur', 'gbp', 'jpy', 'chf', 'cny', 'inr', 'us$'];

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const MINUS_SIGNS = /^[−–]/;

/**
 * The number that `text` (trimmed) spells in this format, NaN if it spells none. Grouping must be regular: after the first
 * group, three digits each (two for the Indian lakh, as in 12,34,567). `(5)` is −5 as in accounting.
 */
export function parseNumber(text: string, format: NumberFormat): number {
  let body = text.replace(MINUS_SIGNS, '-');
  let sign = 1;
  if (body.startsWith('(') && body.endsWith(')')) [sign, body] = [-1, body.slice(1, -1).trim()];
  if (format.currency.length > 0) body = stripCurrency(body, format.currency);
  const percent = format.percent && body.endsWith('%');
  if (percent) body = body.slice(0, -1).trimEnd();
  const digits = format.thousands === '' ? body : ungroup(body, format);
  if (digits === null) return NaN;
  const plain = format.decimal === ',' ? decimalPoint(digits) : digits;
  if (plain === null || !PLAIN.test(plain)) return NaN;
  const value = sign * Number(plain);
  if (!Number.isFinite(value)) return NaN;
  return percent ? value / 100 : value;
}

function stripCurrency(text: string, symbols: readonly string[]): string {
  const minus = text.startsWith('-') ? '-' : '';
  const lower = text.slice(minus.length).toLowerCase();
  for (const symbol of symbols) {
    if (lower.startsWith(symbol)) return minus + text.slice(minus.length + symbol.length).trim();
    if (lower.endsWith(symbol)) return minus + text.slice(minus.length, text.length - symbol.length).trim();
  }
  return text;
}

function ungroup(text: string, { decimal, thousands }: NumberFormat): string | null {
  const point = text.indexOf(decimal);
  const whole = point < 0 ? text : text.slice(0, point);
  const group = thousands === ' ' ? /[ \u00a0\u202f]/ : thousands;
  const [first = '', ...rest] = whole.split(group);
  if (rest.length === 0) return text;
  const last = rest.pop()!;
  const regular = /^[+-]?\d{1,3}$/.test(first) && /^\d{3}$/.test(last) && rest.every((part) => /^\d{2,3}$/.test(part));
  return regular ? first + rest.join('') + last + (point < 0 ? '' : text.slice(point)) : null;
}

/** `1,5` → `1.5`; null where a point stands already: it is not a decimal point here. */
const decimalPoint = (text: string): string | null => (text.includes('.') ? null : text.replace(',', '.'));
