import { type RecipeColumn } from '../../../contracts/recipe.js';
import { CellReader } from '../../recipe/cell-reader.js';
import { type Dialect } from '../tokenize/dialect.js';
import { ESCAPED, type RecordView } from '../tokenize/record.js';
import { Interner } from './interner.js';
import { plainNumber } from './plain-number.js';
import { TokenFilter } from './token-filter.js';

export const MISSING = 0;
export const VALUE = 1;
export const LEVEL = 2;
export const ERROR = 3;

export interface DecoderBudget {
  readonly distinct: number;
  readonly bytes: number;
}

/** A share of what all columns together may hold, so that a wide table takes no more memory than a narrow one. */
export function budgetFor(columns: number): DecoderBudget {
  return {
    distinct: Math.max(64, Math.min(1 << 14, Math.floor((1 << 20) / columns))),
    bytes: Math.max(1 << 12, Math.min(1 << 20, Math.floor((1 << 26) / columns))),
  };
}

/**
 * Reads the cells of one column by its recipe, each distinct spelling once. After `decode`, the fields describe the cell:
 * `value` where state is VALUE; `id` is the number of the spelling among those remembered, −1 for a canonical number or a spelling
 * beyond the budget, whose `text` is then set.
 */
export class ColumnDecoder {
  state = MISSING;
  value = NaN;
  id = -1;
  text = '';
  /** the clean table writes the cell as it stands: a number in canonical spelling, or a text that needs no tidying */
  canonical = false;
  readonly spellings: Interner;
  /** by spelling */
  readonly states: number[] = [];
  readonly values: number[] = [];
  readonly levels: string[] = [];
  private readonly reader: CellReader;
  private readonly isPlain: boolean;
  private readonly nulls: TokenFilter;
  /** a tidy text that is no token for a missing value is its own level */
  private readonly isVerbatim: boolean;
  private view: RecordView | null = null;
  private cell = 0;

  constructor(
    readonly column: RecipeColumn,
    readonly dialect: Dialect,
    budget: DecoderBudget,
  ) {
    this.reader = new CellReader(column);
    this.spellings = new Interner(budget.distinct, budget.bytes);
    this.isVerbatim = (column.kind === 'category' || column.kind === 'text') && column.aliases.length === 0;
    this.nulls = new TokenFilter(column.null_tokens);
    this.isPlain = column.kind === 'number' && column.number?.thousands !== '.' && column.number?.decimal === '.';
  }

  decode(view: RecordView, i: number): void {
    this.id = -1;
    this.canonical = false;
    if (i >= view.count || view.starts[i] === view.ends[i]) {
      this.state = MISSING;
      this.text = '';
      return;
    }
    const from = view.starts[i]!;
    const to = view.ends[i]!;
    if (this.isPlain) {
      this.value = plainNumber(view.bytes, from, to);
      if (!Number.isNaN(this.value)) {
        this.state = VALUE;
        this.canonical = true;
        return;
      }
    }
    const id = (view.flags[i]! & ESCAPED) === 0 ? this.spellings.intern(view.bytes, from, to) : -1;
    if (id < 0) {
      if (this.isVerbatim && isTidy(view.bytes, from, to) && !this.nulls.mayHold(view.bytes[from]!, to - from)) {
        this.state = LEVEL;
        this.canonical = true;
        this.view = view;
        this.cell = i;
        return;
      }
      this.read(view.text(i, this.dialect));
      return;
    }
    this.id = id;
    if (id === this.states.length) this.remember(id);
    this.state = this.states[id]!;
    this.value = this.values[id]!;
  }

  /** The level of the decoded cell where state is LEVEL. */
  get level(): string {
    if (this.canonical && this.view) return this.view.text(this.cell, this.dialect);
    return this.id >= 0 ? this.levels[this.id]! : this.slowLevel;
  }

  private slowLevel = '';

  private read(text: string): void {
    this.text = text;
    const reading = this.reader.read(text);
    this.value = reading.state === 'value' ? reading.value : NaN;
    this.slowLevel = reading.state === 'level' ? reading.level : '';
    this.state = STATES[reading.state];
  }

  private remember(id: number): void {
    this.read(this.spellings.text(id));
    this.states.push(this.state);
    this.values.push(this.value);
    this.levels.push(this.slowLevel);
  }
}

const STATES = { missing: MISSING, value: VALUE, level: LEVEL, error: ERROR } as const;

/** Printable ASCII at both ends, no control characters inside. */
function isTidy(bytes: Uint8Array, from: number, to: number): boolean {
  if (!isInk(bytes[from]!) || !isInk(bytes[to - 1]!)) return false;
  for (let at = from; at < to; at++)
    if (bytes[at]! < 32 || bytes[at] === 127 || bytes[at] === BYTE_ORDER_MARK) return false;
  return true;
}

const BYTE_ORDER_MARK = 0xef;
const isInk = (byte: number): boolean => byte > 32 && byte < 127;
