import { type RecipeColumn } from '../../../contracts/recipe.js';
import { CellReader } from '../../recipe/cell-reader.js';
import { type Dialect } from '../tokenize/dialect.js';
import { ESCAPED, type RecordView } from '../tokenize/record.js';
import { Interner } from './interner.js';
import { plainDatetime, type PlainOrder } from './plain-datetime.js';
import { formattedNumber, isPlainInteger, plainNumber, type WrittenNumber, writtenNumber } from './plain-number.js';
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
 * `value` where state is VALUE; `id` is the number of the spelling among those remembered, −1 for an empty cell, a plain
 * number or date, and a spelling beyond the budget.
 */
export class ColumnDecoder {
  state = MISSING;
  value = NaN;
  id = -1;
  /** the value was read from the bytes alone, not remembered, and is written otherwise; there is no white space around it */
  isPlain = false;
  /** cells that were plain */
  plainCells = 0;
  /** the clean table writes the cell as it stands, and it was not remembered */
  isVerbatim = false;
  /** cells, each distinct spelling once, that have a text and are not written as they stand; only of categories and texts */
  rewritten = 0;
  readonly spellings: Interner;
  /** by spelling */
  readonly states: number[] = [];
  readonly values: number[] = [];
  readonly levels: string[] = [];
  private readonly reader: CellReader;
  private readonly hasValues: boolean;
  private readonly number: WrittenNumber | null;
  private readonly datetime: PlainOrder | null;
  private readonly nulls: TokenFilter;
  /** a tidy text that is no token for a missing value is its own level */
  private readonly isOwnLevel: boolean;
  private view: RecordView | null = null;
  private cell = 0;

  constructor(
    readonly column: RecipeColumn,
    readonly dialect: Dialect,
    budget: DecoderBudget,
  ) {
    this.reader = new CellReader(column);
    this.spellings = new Interner(budget.distinct, budget.bytes);
    this.isOwnLevel = (column.kind === 'category' || column.kind === 'text') && column.aliases.length === 0;
    this.nulls = new TokenFilter(column.null_tokens);
    const { kind, number, datetime } = column;
    this.number = kind === 'number' && number ? writtenNumber(number) : null;
    this.datetime = kind === 'datetime' && isPlainOrder(datetime?.order) ? datetime.order : null;
    this.hasValues = this.number !== null || this.datetime !== null;
  }

  decode(view: RecordView, i: number): void {
    this.id = -1;
    this.isVerbatim = false;
    this.isPlain = false;
    if (i >= view.count || view.starts[i] === view.ends[i]) {
      this.state = MISSING;
      return;
    }
    const { bytes } = view;
    const from = view.starts[i]!;
    const to = view.ends[i]!;
    if (this.hasValues && this.decodeVerbatim(bytes, from, to)) return;
    const id = (view.flags[i]! & ESCAPED) === 0 ? this.spellings.intern(bytes, from, to) : -1;
    if (id >= 0) {
      this.id = id;
      if (id === this.states.length) this.remember(id);
      this.state = this.states[id]!;
      this.value = this.values[id]!;
    } else if (this.hasValues && this.decodePlain(bytes, from, to)) {
      this.plainCells++;
    } else if (this.isOwnLevel && isTidy(bytes, from, to) && !this.nulls.mayHold(bytes[from]!, to - from)) {
      this.state = LEVEL;
      this.isVerbatim = true;
      this.view = view;
      this.cell = i;
    } else {
      this.read(view.text(i, this.dialect));
    }
  }

  /** The level of the decoded cell where state is LEVEL. */
  get level(): string {
    if (this.isVerbatim && this.view) return this.view.text(this.cell, this.dialect);
    return this.id >= 0 ? this.levels[this.id]! : this.slowLevel;
  }

  private slowLevel = '';

  /** Reads a value from the bytes alone, if the clean table spells it so. */
  private decodeVerbatim(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.datetime !== null) {
      if (this.datetime !== 'ymd' || to - from !== DAY_LENGTH || bytes[from + 4] !== DASH) return false;
      this.value = plainDatetime(bytes, from, to, 'ymd');
    } else if (this.number!.decimal === POINT) {
      this.value = plainNumber(bytes, from, to);
    } else {
      this.value = isPlainInteger(bytes, from, to) ? plainNumber(bytes, from, to) : NaN;
    }
    if (Number.isNaN(this.value)) return false;
    this.state = VALUE;
    return (this.isVerbatim = true);
  }

  /** Reads a value from the bytes alone, if it is spelled in one of the commonest ways. */
  private decodePlain(bytes: Uint8Array, from: number, to: number): boolean {
    const { number, datetime } = this;
    this.value =
      datetime !== null ? plainDatetime(bytes, from, to, datetime) : formattedNumber(bytes, from, to, number!);
    if (Number.isNaN(this.value)) return false;
    this.state = VALUE;
    return (this.isPlain = true);
  }

  private read(text: string): void {
    const reading = this.reader.read(text);
    this.value = reading.state === 'value' ? reading.value : NaN;
    this.slowLevel = reading.state === 'level' ? reading.level : '';
    this.state = STATES[reading.state];
    if (this.slowLevel !== text) this.rewritten++;
  }

  private remember(id: number): void {
    this.read(this.spellings.text(id));
    this.states.push(this.state);
    this.values.push(this.value);
    this.levels.push(this.slowLevel);
  }
}

const STATES = { missing: MISSING, value: VALUE, level: LEVEL, error: ERROR } as const;
const DAY_LENGTH = 10;
const DASH = 45;
const POINT = 46;

const isPlainOrder = (order: string | undefined): order is PlainOrder =>
  order === 'ymd' || order === 'dmy' || order === 'mdy';

/** Printable ASCII at both ends, no control characters inside. */
function isTidy(bytes: Uint8Array, from: number, to: number): boolean {
  if (!isInk(bytes[from]!) || !isInk(bytes[to - 1]!)) return false;
  for (let at = from; at < to; at++)
    if (bytes[at]! < 32 || bytes[at] === 127 || bytes[at] === BYTE_ORDER_MARK) return false;
  return true;
}

const BYTE_ORDER_MARK = 0xef;
const isInk = (byte: number): boolean => byte > 32 && byte < 127;
