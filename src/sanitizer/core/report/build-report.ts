import { type Recipe } from '../../../contracts/recipe.js';
import {
  type ColumnReport,
  type Distribution,
  ISSUE_CODES,
  type Issue,
  type QualityReport,
} from '../../../contracts/report.js';
import { LEVEL } from '../cells/column-decoder.js';
import { type ColumnStatistics } from '../scan/column-statistics.js';
import { type SanitizeRequest } from '../scan/options.js';
import { type Scan } from '../scan/scan-table.js';
import { type OpenedTable } from '../stage1/open-table.js';
import { valueText } from '../write/clean-cell.js';
import { levelDistribution, spellingCounts } from '../write/distributions.js';
import { type Written } from '../write/written.js';
import { type IssueLog } from './issue-log.js';
import { scoreOf } from './score.js';

export interface ReportInput {
  readonly bytes: number;
  readonly opened: OpenedTable;
  readonly request: SanitizeRequest;
  readonly scan: Scan;
  readonly recipe: Recipe;
  readonly written: Written;
  readonly log: IssueLog;
}

/** The report of a finished run. Throws if rows were lost: in = kept + quarantined + removed. */
export function buildReport(input: ReportInput): QualityReport {
  const { opened, request, recipe, written, log } = input;
  const { kept, quarantined, removed, repaired, records } = written;
  if (records !== kept + quarantined + removed) {
    throw new Error(`rows were lost: ${records} in, ${kept} kept, ${quarantined} quarantined, ${removed} removed`);
  }
  const rows = { in: records, kept, quarantined, removed, repaired };
  const columns = recipe.columns.map((_, i) => columnReport(input, i));
  const { text, source } = opened;
  return {
    format: 'algoapi-report/1',
    filename: request.filename,
    model_type: request.model_type,
    file: {
      bytes: input.bytes,
      container: text.container,
      layout: opened.layout,
      encoding: text.encoding,
      byte_order_mark: text.byteOrderMark,
      delimiter: source.dialect.delimiter + (source.dialect.spaceAfterDelimiter ? ' ' : ''),
      quote: source.dialect.quote || null,
      escape: source.dialect.escape || null,
      line_end: source.dialect.lineEnd,
      header_rows: opened.headerRows,
      preamble: opened.preamble.slice(0, 50).map((line) => line.slice(0, 500)),
    },
    rows,
    roles: recipe.columns.flatMap(({ name, role }) =>
      role === null || role === 'feature' ? [] : [{ role, column: name }],
    ),
    score: scoreOf(rows, columns),
    issues: log.list(describe),
    columns,
    set_aside: written.setAside,
    changes: written.changes,
  };
}

function describe({ code, count, column }: Pick<Issue, 'code' | 'count' | 'column'>): string {
  const where = column === null ? '' : `column ${JSON.stringify(column.slice(0, 200))}: `;
  return `${where}${ISSUE_CODES[code]} (${count})`;
}

function columnReport({ opened, scan, recipe, written }: ReportInput, i: number): ColumnReport {
  const column = recipe.columns[i]!;
  const statistics = scan.statistics[i]!;
  const hasValues = statistics.present > 0 && column.kind !== 'category' && column.kind !== 'text';
  const missing = statistics.missing + statistics.errors;
  return {
    name: column.name,
    original_name: opened.labels?.[i] ?? '',
    position: i + 1,
    kind: column.kind,
    role: column.role,
    role_reason: scan.plans[i]!.roleReason,
    dropped: column.dropped,
    rows: statistics.rows,
    missing,
    changed: written.changed[i]!,
    distinct: statistics.distinct,
    min: hasValues ? statistics.min : null,
    max: hasValues ? statistics.max : null,
    mean: hasValues ? statistics.mean : null,
    median: hasValues ? statistics.quantile(0.5) : null,
    fill: column.fill,
    indicator: column.indicator,
    format: formatName(column),
    before: before(statistics, written, i),
    after: column.dropped === null ? after(statistics, column, written, i) : null,
  };
}

function formatName({ kind, number, datetime }: Recipe['columns'][number]): string | null {
  if (kind === 'datetime') return datetime?.order ?? null;
  if (kind !== 'number' || !number) return null;
  const parts = [`decimal ${number.decimal}`];
  if (number.thousands !== '') parts.push(`thousands ${number.thousands === ' ' ? 'space' : number.thousands}`);
  if (number.percent) parts.push('percent');
  if (number.currency.length > 0) parts.push(number.currency.join(' '));
  return parts.length === 1 && number.decimal === '.' ? null : parts.join(', ');
}

function before(statistics: ColumnStatistics, written: Written, i: number): Distribution {
  const missing = statistics.missing + statistics.errors;
  const histogram = written.histograms[i];
  if (histogram) return histogram.toDistribution(missing);
  return levelDistribution(
    spellingCounts(statistics, (spelling) => spelling),
    missing,
    statistics.unremembered,
  );
}

function after(
  statistics: ColumnStatistics,
  column: Recipe['columns'][number],
  written: Written,
  i: number,
): Distribution {
  const missing = statistics.missing + statistics.errors;
  const { value } = column.fill;
  const left = value === null ? missing : 0;
  const histogram = written.histograms[i];
  if (histogram) {
    if (typeof value === 'number') histogram.add(value, missing);
    return histogram.toDistribution(left);
  }
  const aliases = new Map(column.aliases);
  const counts = spellingCounts(statistics, (_, level, state, cell) =>
    state === LEVEL ? (aliases.get(level) ?? level) : valueText(column, cell, ''),
  );
  if (value !== null) {
    const filled = typeof value === 'string' ? value : valueText(column, value, '');
    counts.set(filled, (counts.get(filled) ?? 0) + missing);
  }
  return levelDistribution(counts, left, statistics.unremembered);
}
