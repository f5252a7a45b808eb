import { type ColumnMapping } from '../../contracts/model-types.js';
import { type Recipe } from '../../contracts/recipe.js';
import { type QualityReport } from '../../contracts/report.js';
import { type Table } from '../../contracts/table.js';
import { learnRecipe } from '../recipe/index.js';
import { SanitizeError } from './errors.js';
import { buildReport } from './report/build-report.js';
import { logColumns } from './report/column-issues.js';
import { IssueLog } from './report/issue-log.js';
import { logStructure } from './report/structure-issues.js';
import { FAMILY_ROLES } from './roles/families.js';
import { countValues, planColumns } from './scan/column-plan.js';
import { decideRecipe } from './scan/decide.js';
import { namesRows } from './scan/names-rows.js';
import { allows, type SanitizeRequest } from './scan/options.js';
import { scanTable } from './scan/scan-table.js';
import { type ByteSource } from './source.js';
import { openTable } from './stage1/open-table.js';
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
 * `onProgress`: share of the work that is done, 0..1. Throws SanitizeError.
 */
export async function sanitize(
  source: ByteSource,
  request: SanitizeRequest,
  sinks: SanitizeSinks,
  onProgress: (done: number, message: string) => void,
  mode: SanitizeMode = {},
): Promise<Sanitized> {
  const opened = await openTable(source, request.limits);
  const log = new IssueLog();
  const isNamed = opened.source.names.map((_, i) => (opened.labels?.[i]?.trim() ?? '') !== '');
  const { names, dialect } = opened.source;
  const plans = planColumns(names, countValues(opened.sample, names.length), dialect, request);
  const share = (from: number, message: string) => (bytes: number) =>
    onProgress(Math.min(1, from + (0.5 * bytes) / Math.max(1, source.length)), message);

  const removeDuplicates = allows(request, 'duplicate-row') && namesRows(opened.sample);
  const scan = await scanTable(opened.source, plans, request, removeDuplicates, share(0, 'reading'));
  const decided = decideRecipe(scan, isNamed, request);
  const materialize = mode.materialize ?? true;
  const options = { removeDuplicates, materialize };
  const written = await writeTable(opened.source, scan, decided, sinks, log, options, share(0.5, 'cleaning'));
  logStructure(opened, log);
  logColumns(scan, decided, log);
  if (!removeDuplicates && scan.duplicates.size > 0)
    log.note('duplicate-row', 'noted', null, scan.duplicates.size, KEPT_DUPLICATES);
  const roles = decided.columns.flatMap(({ name, role }) => (role === null ? [] : [{ role, column: name }]));
  const recipe = materialize ? withIndicators(decided, written.table, roles, request) : decided;
  const report = buildReport({ bytes: source.length, opened, request, scan, recipe, written, log });
  assertEnoughRows(report, request);
  return { table: written.table, roles: report.roles, report, recipe };
}

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
