import { type TableLimits } from '../../../contracts/job.js';
import { SanitizeError } from '../errors.js';
import { type ColumnModel } from '../repair/column-model.js';
import { physicalLineEnd } from '../repair/physical-line.js';
import { type Repair, Repairer, type RepairMemory } from '../repair/repairer.js';
import { type Dialect } from '../tokenize/dialect.js';
import { type RecordView } from '../tokenize/record.js';
import { type Abnormal } from '../tokenize/options.js';
import { MAX_QUOTED_LINES, Tokenizer } from '../tokenize/tokenizer.js';
import { CellsView } from './cells-view.js';
import { OtherTables } from './other-tables.js';
import { type RecordHandlers, type RecordSource } from './record-source.js';
import { type TextSource } from './text-source.js';

/** What the head told of the table. */
export interface TablePlan {
  readonly dialect: Dialect;
  readonly names: readonly string[];
  readonly labels: readonly string[] | null;
  /** byte and line at which the body starts */
  readonly offset: number;
  readonly line: number;
  readonly models: readonly ColumnModel[];
  readonly classes: readonly string[];
  readonly firstRow: readonly string[] | null;
}

/** nats that each line more than one must save for a broken record to span lines */
const PER_LINE = 1;

/** The rows of a delimited text below its header. */
export class DelimitedSource implements RecordSource {
  readonly dialect: Dialect;
  readonly names: readonly string[];
  private readonly repairs: RepairMemory = new Map();

  constructor(
    private readonly text: TextSource,
    private readonly plan: TablePlan,
    private readonly limits: TableLimits,
  ) {
    this.dialect = plan.dialect;
    this.names = plan.names;
  }

  async run(handlers: RecordHandlers): Promise<number> {
    const pass = new Pass(this.plan, this.limits, handlers, this.repairs);
    let bytes = 0;
    for await (const chunk of this.text.open()) {
      bytes += chunk.length;
      pass.tokenizer.push(chunk);
      await handlers.onChunk(bytes);
    }
    pass.tokenizer.end();
    await handlers.onChunk(bytes);
    return pass.records;
  }
}

class Pass {
  records = 0;
  readonly tokenizer: Tokenizer;
  private readonly repairer: Repairer;
  private readonly others: OtherTables;
  private readonly cells = new CellsView();

  constructor(
    private readonly plan: TablePlan,
    private readonly limits: TableLimits,
    private readonly handlers: RecordHandlers,
    repairs: RepairMemory,
  ) {
    const { dialect, names, models, labels, classes, firstRow } = plan;
    this.repairer = new Repairer(dialect, models, repairs);
    this.others = new OtherTables(labels, classes, firstRow);
    this.tokenizer = new Tokenizer({
      dialect,
      width: names.length,
      limits,
      onRecord: (view) => this.normal(view),
      onAbnormal: (view, abnormal) => this.abnormal(view, abnormal),
    });
    this.tokenizer.skipTo(plan.offset, plan.line);
  }

  private normal(view: RecordView): void {
    this.count();
    const firstByte = view.starts[0] === view.ends[0] ? -1 : view.bytes[view.starts[0]!]!;
    const why = this.others.normalRow((j) => view.text(j, this.plan.dialect), firstByte);
    if (why === null) this.handlers.onRow(view, this.records);
    else this.setAside(view, why);
  }

  private abnormal(view: RecordView, { from, length, final, plain }: Abnormal): number {
    const { dialect } = this.plan;
    const line = physicalLineEnd(view.bytes, from, length, dialect.lineEnd);
    if (line.isCut && !final) return -1;
    const text = view.bytes.toString('utf8', from, line.end);
    const why = this.others.abnormalRow(this.repairer.plainTokens(text).map((token) => token.text));
    if (why !== null) {
      this.count();
      view.to = line.end;
      this.setAside(view, why);
      return line.next;
    }
    const single = this.repairer.repair(text);
    const several = this.repairLines(view, { from, length, final, plain }, single);
    if (several === 'incomplete') return -1;
    this.count();
    const chosen = several ?? (single === null ? null : { repair: single, end: line.end, next: line.next });
    if (chosen === null) return this.giveUp(view, line, plain);
    this.cells.fill(view, chosen.repair.cells, from, chosen.end);
    view.repair = chosen.repair.code;
    this.handlers.onRow(view, this.records);
    return chosen.next;
  }

  /** A reading of the record over several lines that is likelier than that of its first line alone. */
  private repairLines(
    view: RecordView,
    { from, length, final, plain }: Abnormal,
    single: Repair | null,
  ): { repair: Repair; end: number; next: number } | 'incomplete' | null {
    if (this.repairer.isExhausted) return null;
    const { bytes } = view;
    const first = physicalLineEnd(bytes, from, length, this.plan.dialect.lineEnd);
    let end = first;
    for (let lines = 2; lines <= (plain === null || plain.to > first.end ? MAX_QUOTED_LINES : 0); lines++) {
      if (end.next >= length) return final || length - from > MAX_LOOKAHEAD ? null : 'incomplete';
      end = physicalLineEnd(bytes, end.next, length, this.plan.dialect.lineEnd);
      if (end.isCut && !final) return length - from > MAX_LOOKAHEAD ? null : 'incomplete';
      const isPlainEnd = plain !== null && end.end === plain.to;
      if (!isPlainEnd && single !== null) continue;
      const text = bytes.toString('utf8', from, end.end);
      const tokens = this.repairer.plainTokens(text);
      if (!isPlainEnd && tokens.length !== this.plan.names.length) continue;
      const repair = this.repairer.repair(text);
      if (repair && repair.cost + PER_LINE * (lines - 1) < (single?.cost ?? Infinity)) {
        return { repair, end: end.end, next: end.next };
      }
      if (isPlainEnd) return null;
    }
    return null;
  }

  /** Sets the record's first line apart; what follows is read anew. */
  private giveUp(view: RecordView, line: { end: number; next: number }, plain: Abnormal['plain']): number {
    view.to = line.end;
    this.setAside(view, plain === null ? 'unclosed-quote' : 'unreadable-row');
    return line.next;
  }

  private setAside(view: RecordView, code: Parameters<RecordHandlers['onSetAside']>[0]['code']): void {
    const { line, offset } = view;
    this.handlers.onSetAside({ row: this.records, line, offset, code, text: view.raw() });
  }

  private count(): void {
    if (++this.records > this.limits.max_rows) {
      throw new SanitizeError('too_many_rows', `the table has more than ${this.limits.max_rows} rows`);
    }
  }
}

const MAX_LOOKAHEAD = 1 << 20;
