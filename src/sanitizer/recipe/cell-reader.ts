import { type RecipeColumn } from '../../contracts/recipe.js';
import { parseDatetime } from './datetime-format.js';
import { parseNumber } from './number-format.js';

/** A cell as its column reads it: missing, a value of the column's kind, or a text that the kind cannot read. */
export type Reading =
  | { readonly state: 'missing' }
  | { readonly state: 'value'; readonly value: number }
  | { readonly state: 'level'; readonly level: string }
  | { readonly state: 'error' };

const MISSING: Reading = { state: 'missing' };
const ERROR: Reading = { state: 'error' };

/** Reads texts by the rules of one recipe column, see contracts/recipe.ts; pure, the same for a file and for a prediction. */
export class CellReader {
  private readonly nulls: ReadonlySet<string>;
  private readonly aliases: ReadonlyMap<string, string>;
  private readonly trues: ReadonlySet<string>;
  private readonly falses: ReadonlySet<string>;

  constructor(private readonly column: RecipeColumn) {
    this.nulls = new Set(column.null_tokens);
    this.aliases = new Map(column.aliases);
    this.trues = new Set(column.booleans?.true ?? []);
    this.falses = new Set(column.booleans?.false ?? []);
  }

  read(text: string): Reading {
    const trimmed = trim(text);
    if (trimmed === '' || this.nulls.has(trimmed.toLowerCase())) return MISSING;
    const { kind } = this.column;
    if (kind === 'category' || kind === 'text') {
      return { state: 'level', level: this.aliases.get(trimmed) ?? trimmed };
    }
    const value = this.numeric(trimmed);
    return Number.isNaN(value) ? ERROR : { state: 'value', value };
  }

  private numeric(text: string): number {
    const { kind, number, datetime } = this.column;
    if (kind === 'number' && number) return parseNumber(text, number);
    if (kind === 'datetime' && datetime) return parseDatetime(text, datetime);
    const lower = text.toLowerCase();
    return this.trues.has(lower) ? 1 : this.falses.has(lower) ? 0 : NaN;
  }
}

// Control characters other than tab carry no value; they come from broken exports and terminals.
// eslint-disable-next-line no-control-regex -- to match control characters is the purpose
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g;

/** The text without control characters and without white space at its ends. */
export function trim(text: string): string {
  return text.replace(CONTROLS, '').trim();
}
