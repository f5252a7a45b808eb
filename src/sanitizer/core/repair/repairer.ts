import { type IssueCode } from '../../../contracts/report.js';
import { type Dialect } from '../tokenize/dialect.js';
import { align, type Alignment } from './align.js';
import { CellCosts } from './cell-costs.js';
import { type ColumnModel } from './column-model.js';
import { type Reading, readTokens, type Token } from './tokens.js';

export interface Repair {
  readonly cells: readonly string[];
  readonly code: IssueCode;
  readonly cost: number;
}

/** nats that a reading must cost less for a less usual convention to be preferred */
const [LITERAL, UNDOUBLED, INSIDE, OTHER_DELIMITER] = [1, 1, 1, 2];
const MAX_LITERALS = 10;
/** what a row may cost above well-formed ones before it is given up: some, and some for each column */
const [TOLERANCE, TOLERANCE_PER_COLUMN] = [3, 2];
/** cells weighed in all before rows are no longer cut in two, and before they are no longer aligned at all */
const [CUTTING, ALIGNING] = [500_000, 1_500_000];
/** characters that cost as much to be split into cells as one cell to be weighed */
const CHARACTERS = 32;
/** cost above well-formed rows below which nothing better is looked for */
const GOOD_ENOUGH = 3;
const MAX_LINE = 1 << 16;

/** cost above well-formed rows below which no other delimiter is tried */
const GOOD = 8;

/** What became of a line, and what it took. */
export type RepairMemory = Map<string, { readonly repair: Repair | null; readonly spent: number }>;
const [MAX_REMEMBERED, MAX_REMEMBERED_LINE] = [2000, 1000];

interface Convention {
  readonly reading: Reading;
  readonly penalty: number;
  readonly code: IssueCode | null;
}

/** Chooses, for one abnormal record, the likeliest of its readings under the columns' models. */
export class Repairer {
  private readonly effort = { left: ALIGNING };
  private readonly typical: number;
  private readonly isUnlearned: boolean;

  /** `memory`: shared by the readings of one source, each of which meets the same records in the same order. */
  constructor(
    private readonly dialect: Dialect,
    private readonly columns: readonly ColumnModel[],
    private readonly memory: RepairMemory,
  ) {
    this.typical = columns.reduce((sum, model) => sum + model.typical, 0);
    this.isUnlearned = columns.every(({ isUnlearned }) => isUnlearned);
  }

  /** Nothing more may be spent: only rows that fit at once are still read. */
  get isExhausted(): boolean {
    return this.effort.left <= 0;
  }

  /** Splits a text by the plain convention, at the expense of the effort that is left. */
  plainTokens(text: string): Token[] {
    this.effort.left -= text.length / CHARACTERS;
    return readTokens(text, this.reading({}));
  }

  get width(): number {
    return this.columns.length;
  }

  /** The likeliest reading of `line`, null if none is likely enough. `line` may span several physical lines. */
  repair(line: string): Repair | null {
    const known = this.memory.get(line);
    if (known) {
      // As if it had been worked out again: later rows must not fare otherwise in the next reading.
      this.effort.left -= known.spent;
      return known.repair;
    }
    const before = this.effort.left;
    const repair = this.bestReading(line);
    if (this.memory.size < MAX_REMEMBERED && line.length <= MAX_REMEMBERED_LINE) {
      this.memory.set(line, { repair, spent: before - this.effort.left });
    }
    return repair;
  }

  private bestReading(line: string): Repair | null {
    if (line.length > MAX_LINE) return null;
    const plain = this.plainTokens(line);
    const quick = this.quickFit(plain, line);
    if (quick) return quick;
    if (this.isExhausted) return null;
    const cuts = this.effort.left > ALIGNING - CUTTING;
    let best: Repair | null = null;
    let bestCost = Infinity;
    const offer = (alignment: Alignment | null, penalty: number, code: IssueCode) => {
      if (!alignment || alignment.cost + penalty >= bestCost) return;
      bestCost = alignment.cost + penalty;
      best = { cells: alignment.cells, code, cost: bestCost };
    };
    const costs = new Map<string, CellCosts>();
    const tryAll = (conventions: Iterable<Convention>) => {
      for (const { reading, penalty, code } of conventions) {
        if (bestCost <= this.typical + GOOD_ENOUGH) return;
        this.effort.left -= line.length / CHARACTERS;
        const tokens = readTokens(line, reading);
        if (tokens.length > 4 * this.width + 40) continue;
        const how = code ?? this.codeFor(tokens.length);
        offer(align(tokens, this.width, reading.delimiter, this.costsBy(reading, costs), cuts), penalty, how);
      }
    };
    tryAll(this.quoteConventions(line));
    if (bestCost > this.typical + GOOD) tryAll(this.otherDelimiters(line));
    return this.accept(best);
  }

  private costsBy({ delimiter, quote }: Reading, known: Map<string, CellCosts>): CellCosts {
    let costs = known.get(delimiter);
    if (!costs) known.set(delimiter, (costs = new CellCosts(this.columns, delimiter, quote, this.effort)));
    return costs;
  }

  private accept(repair: Repair | null): Repair | null {
    // Without well-formed rows there is nothing that a row could contradict.
    const limit = this.isUnlearned ? Infinity : this.typical + TOLERANCE + TOLERANCE_PER_COLUMN * this.width;
    return repair && repair.cost <= limit ? repair : null;
  }

  /** Rows that only lack their last cells, or have empty ones too many at the end, and fit otherwise. */
  private quickFit(tokens: readonly Token[], line: string): Repair | null {
    const isQuoted = this.dialect.quote !== '' && line.includes(this.dialect.quote);
    if (isQuoted && tokens.length !== this.width) return null;
    if (tokens.slice(this.width).some(({ text }) => text !== '')) return null;
    const cells = Array.from({ length: this.width }, (_, j) => tokens[j]?.text ?? '');
    const fits = tokens
      .slice(0, this.width)
      .every(({ text }, j) => this.columns[j]!.cost(text) <= this.columns[j]!.typical + 2);
    if (!fits) return null;
    const cost = cells.reduce((sum, cell, j) => sum + this.columns[j]!.cost(cell), 0);
    const repair = { cells, code: this.codeFor(tokens.length), cost };
    // Last cells left out are no sign of a broken row, as long as what is there fits.
    return tokens.filter(({ text }) => text !== '').length >= 2 ? repair : this.accept(repair);
  }

  private codeFor(count: number): IssueCode {
    return count < this.width ? 'missing-cell' : count > this.width ? 'extra-cell' : 'stray-quote';
  }

  private reading(changes: Partial<Reading>): Reading {
    const { delimiter, quote, escape, spaceAfterDelimiter } = this.dialect;
    const usual = { literal: -1, isUndoubled: false, opensInside: false };
    return { delimiter, quote, escape, spaceAfterDelimiter, ...usual, ...changes };
  }

  private *quoteConventions(line: string): Generator<Convention> {
    const { quote } = this.dialect;
    yield { reading: this.reading({}), penalty: 0, code: null };
    if (quote === '' || !line.includes(quote)) return;
    yield { reading: this.reading({ isUndoubled: true }), penalty: UNDOUBLED, code: 'stray-quote' };
    yield { reading: this.reading({ opensInside: true }), penalty: INSIDE, code: null };
    const openings = Math.min(MAX_LITERALS, line.split(quote).length - 1);
    for (let literal = 0; literal < openings; literal++) {
      yield { reading: this.reading({ literal }), penalty: LITERAL, code: 'stray-quote' };
    }
    yield { reading: this.reading({ literal: Infinity }), penalty: 2 * LITERAL, code: 'stray-quote' };
  }

  private *otherDelimiters(line: string): Generator<Convention> {
    for (const other of [' ', ';', '\t', '|', ',']) {
      if (other === this.dialect.delimiter || !line.includes(other)) continue;
      const reading = this.reading({ delimiter: other, spaceAfterDelimiter: false });
      yield { reading, penalty: OTHER_DELIMITER, code: 'other-delimiter' };
    }
  }
}
