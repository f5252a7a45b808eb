/** What a single cell looks like, without knowing its column. Used to choose a dialect and to align broken rows. */
export const CELL_TYPES = [
  'empty',
  'integer',
  'decimal',
  'money',
  'date',
  'time',
  'datetime',
  'url',
  'email',
  'code',
  'word',
  'text',
  'prose',
  'other',
] as const;
export type CellType = (typeof CELL_TYPES)[number];

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const DATE = `(?:\\d{4}([-/.])\\d{1,2}\\1\\d{1,2}|\\d{1,2}([-/.])\\d{1,2}\\2(?:\\d{4}|\\d{2})|\\d{1,2}[- /]${MONTH}[- /,]*\\d{2,4}|${MONTH}\\.? \\d{1,2},? \\d{4}|${MONTH}[- ]\\d{2,4})`;
const TIME = '\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?(?: ?[ap]\\.?m\\.?)?(?:z|[+-]\\d{2}:?\\d{2})?';

const TESTS: readonly (readonly [CellType, RegExp])[] = [
  ['empty', /^(?:\s*|na|n\/a|nan|null|none|\?|-|\\n)$/i],
  ['integer', /^[+-]?\d{1,18}$/],
  ['decimal', /^[+-]?(?:\d+[.,]\d*|[.,]\d+|\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d*)?e[+-]?\d+)$/i],
  ['money', /^[-+(]?[$€£¥₹]\s?[-+]?\d[\d.,' ]*\)?$|^[-+]?\d[\d.,' ]*\s?(?:%|[$€£¥₹]|usd|eur|gbp)$/i],
  ['date', new RegExp(`^${DATE}$`, 'i')],
  ['time', new RegExp(`^${TIME}$`, 'i')],
  ['datetime', new RegExp(`^${DATE},?[t ]\\s*${TIME}$`, 'i')],
  ['url', /^(?:https?|ftp|mailto):\S+$|^www\.\S+$/i],
  ['email', /^[^\s@,;|]+@[^\s@,;|]+\.[a-z]{2,}$/i],
  ['code', /^(?=.*\d)[\p{L}\d]+(?:[-_./][\p{L}\d]+)*$/u],
  ['word', /^\p{L}[\p{L}\p{M}\d'’._-]*$/u],
  ['text', /^[\p{L}\d(][^\t;|"^~]{0,60}$/u],
  ['prose', /^[^\t|^~]+$/u],
];

export function cellType(cell: string): CellType {
  const text = cell.length > 400 ? cell.slice(0, 400) : cell;
  const trimmed = text.trim();
  for (const [type, test] of TESTS) if (test.test(trimmed)) return type;
  return 'other';
}
