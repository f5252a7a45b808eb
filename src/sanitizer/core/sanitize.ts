import { type ColumnMapping } from '../../contracts/model-types.js';
import { type Recipe } from '../../contracts/recipe.js';
import { type QualityReport } from '../../contracts/report.js';
import { type Table } from '../../contracts/table.js';
import { learnRecipe } from '../recipe/index.js';
import { SanitizeError } from './errors.js';
import { buildReport } from './report/build-report.js';
import { logColumns, logLeaks } from './report/column-issues.js';
import { IssueLog } from './report/issue-log.js';
import { logStructure } from './report/structure-issues.js';
import { FAMILY_ROLES } from './roles/families.js';
import { type ColumnPlan, countValues, planColumns, splitTime } from './scan/column-plan.js';
import { decideRecipe } from './scan/decide.js';
import { namesRows } from './scan/names-rows.js';
import { allows, disabledRepairs, type SanitizeRequest } from './scan/options.js';
import { scanTable } from './scan/scan-table.js';
import { findLeaks } from './scan/target-leaks.js';
import { type ByteSource } from './source.js';
import { CombinedTimeSource } from './stage1/combined-time-source.js';
import { openTable, type OpenedTable } from './stage1/open-table.js';
import { type RecordSource } from './stage1/record-source.js';
import { StrictSource } from './stage1/strict-source.js';
import { type SanitizeSinks, writeTable } from './write/write-table.js';

export interface Sanitized {
  /** typed, repaired, not filled; without rows where it was not asked for */
  readonly table: Table;
  /** resolved */
  readonly roles: ColumnMapping;
  readonly report: QualityReport;
  /** learned on all kept rows; used for clean.csv */
  readonly recipe: Recipe;
}

export interface SanitizeMode {
  /** false: no table is held in memory, whatever the size of the file (default true) */
  readonly materialize?: boolean;
}

/**
 * Bytes → clean table, change log, quarantine, report, recipe. Three readings of the source at least: head, scan, write.
 * `onProgress`: share of the work that is done, 0..1. Throws SanitizeError. Where it is the roles that fail, the file is
 * cleaned for no family in particular, so that its report stands beside the error.
 */
export async function sanitize(
  source: ByteSource,
  request: SanitizeRequest,
  sinks: SanitizeSinks,
  onProgress: (done: number, message: string) => void,
  mode: SanitizeMode = {},
): Promise<Sanitized> {
  const opened = await openTable(source, request.limits);
  const task = { bytes: source.length, opened, request, sinks, onProgress, materialize: mode.materialize ?? true };
  const planned = tryPlan(opened, request);
  if (!(planned instanceof SanitizeError)) return clean(task, planned);
  const neutral = { ...request, model_type: null, columns: [], target: null };
  const plan = planTable(opened, neutral);
  const { report } = await clean({ ...task, request: neutral, materialize: false }, plan);
  throw new SanitizeError(planned.code, planned.message, planned.hint, report);
}

interface Task {
  readonly bytes: number;
  readonly opened: OpenedTable;
  readonly request: SanitizeRequest;
  readonly sinks: SanitizeSinks;
  readonly onProgress: (done: number, message: string) => void;
  readonly materialize: boolean;
}

interface TablePlan {
  readonly rows: RecordSource;
  readonly sample: readonly (readonly string[])[];
  readonly columns: readonly ColumnPlan[];
  readonly isTimeSplit: boolean;
}

function tryPlan(opened: OpenedTable, request: SanitizeRequest): TablePlan | SanitizeError {
  try {
    return planTable(opened, request);
  } catch (error) {
    if (error instanceof SanitizeError) return error;
    throw error;
  }
}

function planTable({ source: lenient, sample }: OpenedTable, request: SanitizeRequest): TablePlan {
  const unwanted = disabledRepairs(request);
  const source = unwanted.size === 0 ? lenient : new StrictSource(lenient, unwanted);
  const { names, dialect } = source;
  const values = countValues(sample, names.length);
  const parts = splitTime(names, values, dialect, request);
  if (parts === null) {
    return { rows: source, sample, columns: planColumns(names, values, dialect, request), isTimeSplit: false };
  }
  const rows = new CombinedTimeSource(source, parts);
  const extended = sample.map((cells) => rows.extend(cells));
  const columns = planColumns(rows.names, countValues(extended, rows.names.length), dialect, request, parts);
  return { rows, sample: extended, columns, isTimeSplit: true };
}

async function clean(task: Task, { rows, sample, columns, isTimeSplit }: TablePlan): Promise<Sanitized> {
  const { bytes, opened, request, sinks, onProgress, materialize } = task;
  const log = new IssueLog();
  const isNamed = rows.names.map((_, i) => (opened.labels?.[i]?.trim() ?? '') !== '');
  const share = (from: number, message: string) => (done: number) =>
    onProgress(Math.min(1, from + (0.5 * done) / Math.max(1, bytes)), message);

  const removeDuplicates = allows(request, 'duplicate-row') && namesRows(sample);
  const scan = await scanTable(rows, columns, request, removeDuplicates, share(0, 'reading'));
  const leaks = findLeaks(scan);
  const decided = decideRecipe(scan, isNamed, leaks, request);
  const options = { removeDuplicates, materialize, unwanted: disabledRepairs(request) };
  const written = await writeTable(rows, scan, decided, sinks, log, options, share(0.5, 'cleaning'));
  logStructure(opened, log);
  if (isTimeSplit) log.note('split-time', 'repaired', rows.names.at(-1)!, written.kept, COMBINED_TIME);
  logColumns(scan, decided, log);
  logLeaks(leaks, { rows: scan.kept }, decided, log);
  if (!removeDuplicates && scan.duplicates.size > 0)
    log.note('duplicate-row', 'noted', null, scan.duplicates.size, KEPT_DUPLICATES);
  const roles = decided.columns.flatMap(({ name, role }) => (role === null ? [] : [{ role, column: name }]));
  const recipe = materialize ? withIndicators(decided, written.table, roles, request) : decided;
  const report = buildReport({ bytes, opened, request, scan, recipe, written, log });
  assertEnoughRows(report, request);
  return { table: written.table, roles: report.roles, report, recipe };
}

const COMBINED_TIME =
  'the time stands in several columns, as year and month; it was put together from them into a column of its own';
const KEPT_DUPLICATES =
  'rows repeat an earlier one; they were kept, since no column names the rows: two equal rows may be two cases';

/** Whether missingness informs needs the target beside each cell; fills and levels stay those that clean.csv shows. */
function withIndicators(decided: Recipe, table: Table, roles: ColumnMapping, { model_type }: SanitizeRequest): Recipe {
  const learned = learnRecipe(table, null, { modelType: model_type, roles, reading: decided });
  return {
    ...learned,
    columns: learned.columns.map((column, i) => ({ ...column, fill: decided.columns[i]!.fill })),
  };
}

function assertEnoughRows(report: QualityReport, { model_type }: SanitizeRequest): void {
  const { kept, in: all } = report.rows;
  if (model_type === null || kept >= FAMILY_ROLES[model_type].minRows) return;
  const needed = FAMILY_ROLES[model_type].minRows;
  throw new SanitizeError(
    'too_few_rows',
    `${kept} of ${all} rows are usable; ${model_type} needs at least ${needed}`,
    'The report says why rows were set aside.',
    report,
  );
}
