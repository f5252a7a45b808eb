import { type Recipe } from '../../../contracts/recipe.js';
import { type IssueCode, type QualityReport } from '../../../contracts/report.js';
import { type Table } from '../../../contracts/table.js';
import { budgetFor, ColumnDecoder, ERROR, VALUE } from '../cells/column-decoder.js';
import { clipText, type IssueLog } from '../report/issue-log.js';
import { isUsable, keyColumns, type Scan } from '../scan/scan-table.js';
import { type RecordSource, type SetAside } from '../stage1/record-source.js';
import { type RecordView } from '../tokenize/record.js';
import { ByteWriter, csvCell } from './byte-writer.js';

import { ColumnOutput } from './column-output.js';
import { Histogram } from './distributions.js';

/** Where the results go, each as a stream of chunks that are valid only during the call. */
export interface SanitizeSinks {
  /** the clean table: UTF-8, comma, LF, header first */
  clean(chunk: Uint8Array): Promise<void>;
  /** NDJSON, one changed or dropped cell a line: {row, column, code, from, to} */
  changes(chunk: Uint8Array): Promise<void>;
  /** NDJSON, one record a line: {row, line, offset, code, action, text} */
  quarantine(chunk: Uint8Array): Promise<void>;
}

export interface Written {
  readonly table: Table;
  readonly kept: number;
  readonly quarantined: number;
  readonly removed: number;
  readonly repaired: number;
  readonly records: number;
  /** by column: values before fills; null for columns without bins */
  readonly histograms: readonly (Histogram | null)[];
  readonly changed: readonly number[];
  readonly setAside: QualityReport['set_aside'];
  readonly changes: QualityReport['changes'];
}

const MAX_LISTED = 100;
const MAX_CHANGES = 200;
/** values beyond the quartiles by this many interquartile ranges (Tukey's outer fences) */
const FENCE = 3;
const MAX_OUTLIERS = 0.05;

export interface WriteOptions {
  readonly removeDuplicates: boolean;
  /** false: nothing is held in memory but counts, and the returned table is empty */
  readonly materialize: boolean;
}

/** Pass 2: writes what pass 1 decided. */
export async function writeTable(
  source: RecordSource,
  scan: Scan,
  recipe: Recipe,
  sinks: SanitizeSinks,
  log: IssueLog,
  options: WriteOptions,
  onBytes: (bytes: number) => void,
): Promise<Written> {
  const pass = new WritePass(source, scan, recipe, log, options);
  const flush = async (bytes: number) => {
    onBytes(bytes);
    await pass.flush(sinks);
  };
  const records = await source.run({
    onRow: (view, row) => pass.row(view, row),
    onSetAside: (aside) => pass.setAside(aside, 'quarantined'),
    onChunk: flush,
  });
  await pass.flush(sinks);
  return pass.result(records);
}

class WritePass {
  private readonly clean = new ByteWriter();
  private readonly changeLog = new ByteWriter();
  private readonly quarantine = new ByteWriter();
  private readonly outputs: readonly ColumnOutput[];
  private readonly keys: readonly number[];
  private readonly histograms: (Histogram | null)[];
  private readonly fences: ({ low: number; high: number } | null)[];
  private readonly changed: number[];
  private readonly sourceRows: Uint32Array;
  private readonly listed: QualityReport['set_aside'] = [];
  private readonly changes: QualityReport['changes'] = [];
  private kept = 0;
  private quarantined = 0;
  private removed = 0;
  private repaired = 0;

  constructor(
    source: RecordSource,
    private readonly scan: Scan,
    private readonly recipe: Recipe,
    private readonly log: IssueLog,
    private readonly options: WriteOptions,
  ) {
    const kept = recipe.columns.filter(({ dropped }) => dropped === null);
    this.outputs = recipe.columns.map((column) => {
      const decoder = new ColumnDecoder(column, source.dialect, budgetFor(recipe.columns.length));
      const rows = options.materialize && column.dropped === null ? scan.kept : null;
      return new ColumnOutput(decoder, column, rows, kept.length === 1);
    });
    this.keys = keyColumns(scan.plans);
    this.sourceRows = new Uint32Array(options.materialize ? scan.kept : 0);
    this.changed = recipe.columns.map(() => 0);
    this.histograms = scan.statistics.map(({ min, max, decoder }) =>
      decoder.column.kind === 'number' || decoder.column.kind === 'datetime' ? new Histogram(min, max) : null,
    );
    this.fences = scan.statistics.map(fencesOf);
    this.clean.text(`${kept.map(({ name }) => csvCell(name) || '""').join(',')}\n`);
  }

  row(view: RecordView, row: number): void {
    if (this.options.removeDuplicates && this.scan.duplicates.has(row)) {
      this.aside(view, row, 'duplicate-row', 'removed');
      return;
    }
    for (const key of this.keys) {
      const { decoder } = this.outputs[key]!;
      decoder.decode(view, key);
      if (!isUsable(decoder.state)) {
        this.aside(view, row, 'missing-key', 'quarantined', decoder.column.name);
        return;
      }
    }
    if (view.repair !== null) this.logRepair(view, row, view.repair);
    this.keep(view, row);
  }

  private logRepair(view: RecordView, row: number, code: IssueCode): void {
    this.repaired++;
    const cells = Array.from({ length: view.count }, (_, i) =>
      csvCell(originalText(view, i, this.outputs[0]!.decoder)),
    );
    this.log.add(code, 'repaired', null, { row, from: view.raw(), to: cells.join(',') });
  }

  private keep(view: RecordView, row: number): void {
    let first = true;
    for (let i = 0; i < this.outputs.length; i++) {
      const output = this.outputs[i]!;
      const { decoder, column } = output;
      if (column.dropped !== null) {
        this.dropCell(view, i, row);
        continue;
      }
      if (first) first = false;
      else this.clean.comma();
      decoder.decode(view, i);
      const cell = output.write(this.clean, this.kept, view, i);
      if (decoder.state === VALUE) this.observe(i, decoder.value, row);
      if (cell?.code)
        this.change(i, row, cell.code, decoder.state === ERROR, originalText(view, i, decoder), cell.text);
    }
    this.clean.newline();
    if (this.options.materialize) this.sourceRows[this.kept] = row;
    this.kept++;
  }

  private observe(i: number, value: number, row: number): void {
    this.histograms[i]?.add(value);
    const fence = this.fences[i];
    if (!fence || (value >= fence.low && value <= fence.high)) return;
    this.log.add('outlier', 'noted', this.recipe.columns[i]!.name, { row, from: String(value), to: null });
  }

  private change(i: number, row: number, code: IssueCode, isError: boolean, from: string, to: string): void {
    const { name } = this.recipe.columns[i]!;
    this.changed[i]!++;
    const filled = code === 'missing-value' || isError;
    this.log.add(code, filled && to !== '' ? 'filled' : 'repaired', name, { row, from, to });
    this.logChange(row, name, code, from, to);
  }

  private dropCell(view: RecordView, i: number, row: number): void {
    if (i >= view.count || view.starts[i] === view.ends[i]) return;
    const { column, decoder } = this.outputs[i]!;
    const from = originalText(view, i, decoder);
    this.changed[i]!++;
    this.log.add(column.dropped!, 'dropped', column.name, { row, from, to: null });
    this.logChange(row, column.name, column.dropped!, from, null);
  }

  private logChange(row: number, column: string, code: IssueCode, from: string, to: string | null): void {
    this.changeLog.text(`${JSON.stringify({ row, column, code, from, to })}\n`);
    if (this.changes.length < MAX_CHANGES) {
      this.changes.push({ row, column, code, from: clipText(from), to: to === null ? null : clipText(to) });
    }
  }

  setAside(aside: SetAside, action: 'quarantined' | 'removed', column: string | null = null): void {
    if (action === 'removed') this.removed++;
    else this.quarantined++;
    const { row, line, offset, code, text } = aside;
    this.log.add(code, action, column, { row, from: text, to: null });
    this.quarantine.text(`${JSON.stringify({ row, line, offset, code, action, text })}\n`);
    if (this.listed.length < MAX_LISTED) this.listed.push({ row, line, code, action, text: text.slice(0, 500) });
  }

  private aside(
    view: RecordView,
    row: number,
    code: IssueCode,
    action: 'quarantined' | 'removed',
    column: string | null = null,
  ): void {
    const { line, offset } = view;
    this.setAside({ row, line, offset, code, text: view.raw() }, action, column);
  }

  async flush(sinks: SanitizeSinks): Promise<void> {
    if (this.clean.size > 0) await sinks.clean(this.clean.take());
    if (this.changeLog.size > 0) await sinks.changes(this.changeLog.take());
    if (this.quarantine.size > 0) await sinks.quarantine(this.quarantine.take());
  }

  result(records: number): Written {
    // Where many values lie outside of the fences, the distribution is long-tailed and they are no outliers.
    this.log.discard(({ code, count }) => code === 'outlier' && count > MAX_OUTLIERS * this.kept);
    const columns = this.outputs.filter(({ column }) => column.dropped === null).map((output) => output.table());
    return {
      table: { columns, sourceRows: this.sourceRows },
      kept: this.kept,
      quarantined: this.quarantined,
      removed: this.removed,
      repaired: this.repaired,
      records,
      histograms: this.histograms,
      changed: this.changed,
      setAside: this.listed,
      changes: this.changes,
    };
  }
}

const originalText = (view: RecordView, i: number, decoder: ColumnDecoder): string => view.text(i, decoder.dialect);

function fencesOf({ decoder, sketch, present }: Scan['statistics'][number]): { low: number; high: number } | null {
  if (decoder.column.kind !== 'number' || present < 20) return null;
  const [low, high] = [sketch.quantile(0.25)!, sketch.quantile(0.75)!];
  const range = FENCE * (high - low);
  return range > 0 ? { low: low - range, high: high + range } : null;
}
