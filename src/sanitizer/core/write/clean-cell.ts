import { type RecipeColumn } from '../../../contracts/recipe.js';
import { type IssueCode } from '../../../contracts/report.js';
import { trim } from '../../recipe/cell-reader.js';
import { formatDatetime } from '../../recipe/datetime-format.js';
import { ERROR, LEVEL, MISSING, VALUE } from '../cells/column-decoder.js';

export interface CleanCell {
  readonly text: string;
  /** why it differs from the original cell; null if it does not */
  readonly code: IssueCode | null;
}

// eslint-disable-next-line no-control-regex -- to find control characters is the purpose
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/;
const PLAIN = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** How the clean table writes a cell that was read as `state`, and why. `from` is the original cell. */
export function cleanCell(column: RecipeColumn, state: number, value: number, level: string, from: string): CleanCell {
  switch (state) {
    case MISSING:
    case ERROR: {
      const text = fillText(column);
      if (state === ERROR) return { text, code: 'type-error' };
      return { text, code: text === from ? null : text === '' ? 'null-token' : 'missing-value' };
    }
    case LEVEL:
      return changed(level, from, trim(from) === level ? tidyCode(from) : 'dirty-category');
    case VALUE:
    default:
      return changed(valueText(column, value, from), from, formatCode(column, from));
  }
}

const changed = (text: string, from: string, code: IssueCode): CleanCell => ({
  text,
  code: text === from ? null : code,
});

function tidyCode(from: string): IssueCode {
  return CONTROLS.test(from) ? 'control-character' : 'whitespace';
}

function formatCode({ kind }: RecipeColumn, from: string): IssueCode {
  if (from !== from.trim() || CONTROLS.test(from)) return tidyCode(from);
  return kind === 'boolean' ? 'boolean-format' : kind === 'datetime' ? 'datetime-format' : 'number-format';
}

/** What a missing cell of the column becomes; '' where it stays missing. */
export function fillText(column: RecipeColumn): string {
  const { value } = column.fill;
  if (value === null) return '';
  return typeof value === 'string' ? value : valueText(column, value, '');
}

export function valueText(column: RecipeColumn, value: number, from: string): string {
  switch (column.kind) {
    case 'boolean':
      return value === 1 ? 'true' : 'false';
    case 'datetime':
      return column.datetime ? formatDatetime(value, column.datetime) : from;
    case 'number':
    case 'category':
    case 'text': {
      const trimmed = trim(from);
      return PLAIN.test(trimmed) && Number(trimmed) === value ? trimmed : String(value);
    }
  }
}
