import { type Recipe, type RecipeColumn } from '../../../contracts/recipe.js';
import { type IssueCode } from '../../../contracts/report.js';
import { budgetFor, ColumnDecoder } from '../cells/column-decoder.js';
import { type IssueLog } from '../report/issue-log.js';
import { type ColumnStatistics } from '../scan/column-statistics.js';
import { isUsable, keyColumns, type Scan } from '../scan/scan-table.js';
import { type RecordSource } from '../stage1/record-source.js';
import { type Dialect } from '../tokenize/dialect.js';
import { type RecordView } from '../tokenize/record.js';
import { ByteWriter, csvCell } from './byte-writer.js';
import { ChangeLog } from './change-log.js';
import { Histogram } from './distributions.js';
import { DroppedColumn } from './dropped-column.js';
import { KeptColumn } from './kept-column.js';
import { QuarantineLog } from './quarantine-log.js';
import { RowWriter } from './row-writer.js';
import { type WriteOptions, type Written } from './written.js';

/** share of outliers above which the distribution is long-tailed, and they are none */
const MAX_OUTLIERS = 0.05;

/** One record after the other into the clean table, the change log and the quarantine. */
export class WritePass {
  readonly clean = new ByteWriter();
  readonly changes = new ChangeLog();
  readonly quarantine: QuarantineLog;
  private readonly rows: RowWriter;
  private readonly columns: readonly (KeptColumn | DroppedColumn)[];
  private readonly keys: readonly number[];
  private readonly sourceRows: Uint32Array;
  private readonly dialect: Dialect;
  private kept = 0;
  private repaired = 0;

  constructor(
    source: RecordSource,
    private readonly scan: Scan,
    recipe: Recipe,
    private readonly log: IssueLog,
    private readonly options: WriteOptions,
  ) {
    this.dialect = source.dialect;
    this.quarantine = new QuarantineLog(log);
    this.rows = new RowWriter(this.clean, this.dialect);
    const kept = recipe.columns.filter(({ dropped }) => dropped === null);
    this.columns = recipe.columns.map((column, i) => {
      return this.output(column, scan.statistics[i]!, recipe.columns.length, kept.length === 1);
    });
    this.keys = keyColumns(scan.plans);
    this.sourceRows = new Uint32Array(options.materialize ? scan.kept : 0);
    this.clean.text(`${kept.map(({ name }) => csvCell(name) || '""').join(',')}\n`);
  }

  private output(column: RecipeColumn, statistics: ColumnStatistics, width: number, isOnly: boolean) {
    const decoder = new ColumnDecoder(column, this.dialect, budgetFor(width));
    const { min, max } = statistics;
    const histogram = column.kind === 'number' || column.kind === 'datetime' ? new Histogram(min, max) : null;
    const { changes, log, scan } = this;
    if (column.dropped !== null) return new DroppedColumn(column, column.dropped, decoder, histogram, changes, log);
    const rows = this.options.materialize ? scan.kept : null;
    return new KeptColumn(column, decoder, histogram, statistics, {
      rows,
      isOnly,
      unwanted: this.options.unwanted,
      changes,
      log,
    });
  }

  row(view: RecordView, row: number): void {
    if (this.options.removeDuplicates && this.scan.duplicates.has(row)) {
      this.quarantine.add(asideOf(view, row, 'duplicate-row'), 'removed');
      return;
    }
    for (const key of this.keys) {
      const { decoder } = this.columns[key]!;
      decoder.decode(view, key);
      if (!isUsable(decoder.state)) {
        this.quarantine.add(asideOf(view, row, 'missing-key'), 'quarantined', decoder.column.name);
        return;
      }
    }
    if (view.repair !== null) this.logRepair(view, row, view.repair);
    this.keep(view, row);
  }

  private logRepair(view: RecordView, row: number, code: IssueCode): void {
    this.repaired++;
    const cells = Array.from({ length: view.count }, (_, i) => csvCell(view.text(i, this.dialect)));
    this.log.add(code, 'repaired', null, { row, from: view.raw(), to: cells.join(',') });
  }

  private keep(view: RecordView, row: number): void {
    for (let i = 0; i < this.columns.length; i++) {
      const column = this.columns[i]!;
      if (column instanceof KeptColumn) column.write(this.rows, view, i, this.kept, row);
      else column.write(view, i, row);
    }
    this.rows.end();
    if (this.options.materialize) this.sourceRows[this.kept] = row;
    this.kept++;
  }

  result(records: number): Written {
    this.log.discard(({ code, count }) => code === 'outlier' && count > MAX_OUTLIERS * this.kept);
    const kept = this.columns.filter((column) => column instanceof KeptColumn);
    return {
      table: { columns: kept.map((column) => column.table()), sourceRows: this.sourceRows },
      kept: this.kept,
      quarantined: this.quarantine.quarantined,
      removed: this.quarantine.removed,
      repaired: this.repaired,
      records,
      histograms: this.columns.map(({ histogram }) => histogram),
      changed: this.columns.map(({ changed }) => changed),
      setAside: this.quarantine.listed,
      changes: this.changes.listed,
    };
  }
}

function asideOf(view: RecordView, row: number, code: IssueCode) {
  const { line, offset } = view;
  return { row, line, offset, code, text: view.raw() };
}
