import { z } from 'zod';
import { ColumnMapping, ColumnRole, ModelType } from './model-types.js';
import { ColumnKind, DROP_REASONS, DropReason, Fill } from './recipe.js';

/**
 * The quality report: what came in, what was found, what was done, cell by cell. Row numbers are record numbers of the
 * original file (1 is the first record after the header). Codes are stable; where frictionless has a name, it is used.
 */
export const ISSUE_CODES = {
  'blank-header': 'a column without a name; one was generated',
  'duplicate-label': 'a column name that stood before; numbered',
  'missing-label': 'rows have more cells than the header has names',
  'no-header': 'no header line was found; names were generated',
  'multirow-header': 'several header lines were joined',
  preamble: 'lines before the header were set apart',
  'blank-row': 'empty lines were skipped',
  'missing-cell': 'a row had fewer cells than there are columns',
  'extra-cell': 'a row had more cells than there are columns',
  'stray-quote': 'a quotation mark inside or around a cell was taken literally',
  'unclosed-quote': 'a quotation mark was never closed; reading went on at the next line',
  'other-delimiter': 'a row used another delimiter than the file',
  'second-table': 'rows of another table in the same file were set apart',
  'repeated-header': 'the header line stood again between the rows',
  'unreadable-row': 'no reading of the row was likely enough',
  'encoding-error': 'bytes that are not valid in the encoding of the file',
  'control-character': 'control characters were removed from the clean table',
  whitespace: 'white space around values was trimmed',
  'null-token': 'a token that stands for a missing value was read as missing',
  'type-error': 'a value that does not fit the type of its column was read as missing',
  'number-format': 'numbers with thousands, decimal comma, percent or currency were rewritten',
  'datetime-format': 'dates were rewritten in ISO 8601',
  'ambiguous-date': 'day and month cannot be told apart; the convention is stated',
  'split-time': 'the parts of a time stand in several columns; they were combined',
  'boolean-format': 'yes/no words were rewritten as true and false',
  'mixed-types': 'a noteworthy share of the values has another type',
  'dirty-category': 'spellings that differ in case or space only were merged',
  'missing-value': 'missing values were filled',
  'no-role': 'a column that no role of this model type claims was removed',
  'empty-column': 'a column without any value was removed',
  'constant-column': 'a column with one single value was removed',
  'near-constant-column': 'nearly all values of the column are equal',
  'mostly-missing': 'a column with hardly any values was removed',
  'identifier-column': 'a column whose values name the row, not its properties, was removed',
  'free-text': 'a column of free text was removed: no method here reads it',
  'duplicate-column': 'a column that repeats another one was removed',
  'target-leakage': 'a column that gives the target away',
  'duplicate-row': 'rows that repeat an earlier one',
  'missing-key': 'rows without a value that this model type cannot do without were set aside',
  outlier: 'values far outside of the rest; kept',
  'class-imbalance': 'one class is rare',
  'personal-data': 'values that look like personal data',
  'formula-cell': 'cells that a spreadsheet would run as a formula; kept as they are',
} as const;

/** Repairs that a client may switch off: the row is then set aside, the cell or the column left as it came. */
export const OPTIONAL_REPAIRS = [
  'missing-cell',
  'extra-cell',
  'stray-quote',
  'other-delimiter',
  'control-character',
  'whitespace',
  'null-token',
  'type-error',
  'number-format',
  'datetime-format',
  'split-time',
  'boolean-format',
  'dirty-category',
  'missing-value',
  ...DROP_REASONS,
  'duplicate-row',
] as const satisfies readonly (keyof typeof ISSUE_CODES)[];

export const IssueCode = z.enum(
  Object.keys(ISSUE_CODES) as [keyof typeof ISSUE_CODES, ...(keyof typeof ISSUE_CODES)[]],
);
export type IssueCode = z.infer<typeof IssueCode>;

/** what the sanitizer did about it */
export const IssueAction = z.enum(['noted', 'repaired', 'filled', 'dropped', 'quarantined', 'removed']);
export type IssueAction = z.infer<typeof IssueAction>;

export const Example = z.strictObject({
  row: z.number().int().nonnegative().nullable(),
  from: z.string().max(220),
  to: z.string().max(220).nullable(),
});
export type Example = z.infer<typeof Example>;

export const Issue = z.strictObject({
  code: IssueCode,
  action: IssueAction,
  /** null: the issue is one of the file or of its rows */
  column: z.string().nullable(),
  /** cells, rows or lines */
  count: z.number().int().nonnegative(),
  message: z.string().max(2000),
  /** the first few, in file order */
  examples: z.array(Example).max(10),
});
export type Issue = z.infer<typeof Issue>;

/** Counts in equal bins for numbers and datetimes, of the commonest levels otherwise. */
export const Distribution = z.strictObject({
  kind: z.enum(['bins', 'levels']),
  from: z.number().nullable(),
  to: z.number().nullable(),
  labels: z.array(z.string().max(120)).max(24),
  counts: z.array(z.number().int().nonnegative()).max(64),
  missing: z.number().int().nonnegative(),
  other: z.number().int().nonnegative(),
});
export type Distribution = z.infer<typeof Distribution>;

export const ColumnReport = z.strictObject({
  name: z.string(),
  /** the name as it stood in the file */
  original_name: z.string(),
  position: z.number().int().positive(),
  kind: ColumnKind,
  role: ColumnRole.nullable(),
  /** why this role: `client`, `name`, `type` or `last column` */
  role_reason: z.string().max(200).nullable(),
  dropped: DropReason.nullable(),
  rows: z.number().int().nonnegative(),
  missing: z.number().int().nonnegative(),
  changed: z.number().int().nonnegative(),
  /** exact up to 4,096, a lower bound above */
  distinct: z.number().int().nonnegative(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  median: z.number().nullable(),
  fill: Fill,
  indicator: z.boolean(),
  format: z.string().max(200).nullable(),
  before: Distribution,
  after: Distribution.nullable(),
});
export type ColumnReport = z.infer<typeof ColumnReport>;

export const QualityReport = z.strictObject({
  format: z.literal('algoapi-report/1'),
  filename: z.string().max(255),
  model_type: ModelType.nullable(),
  file: z.strictObject({
    bytes: z.number().int().nonnegative(),
    container: z.enum(['none', 'gzip', 'zip']),
    layout: z.enum(['delimited', 'json-lines']),
    encoding: z.string().max(32),
    byte_order_mark: z.boolean(),
    delimiter: z.string().max(4).nullable(),
    quote: z.string().max(1).nullable(),
    escape: z.string().max(1).nullable(),
    line_end: z.enum(['\n', '\r\n', '\r', 'mixed']).nullable(),
    header_rows: z.number().int().nonnegative(),
    preamble: z.array(z.string().max(500)).max(50),
  }),
  rows: z.strictObject({
    in: z.number().int().nonnegative(),
    kept: z.number().int().nonnegative(),
    quarantined: z.number().int().nonnegative(),
    removed: z.number().int().nonnegative(),
    repaired: z.number().int().nonnegative(),
  }),
  roles: ColumnMapping,
  score: z.strictObject({
    /** 0..100, the product of the parts */
    total: z.number().min(0).max(100),
    /** shares of what was right as it came, each 0..1 */
    parts: z.array(
      z.strictObject({ name: z.string().max(64), value: z.number().min(0).max(1), why: z.string().max(300) }),
    ),
  }),
  issues: z.array(Issue),
  columns: z.array(ColumnReport),
  /** the first quarantined and removed rows; all of them are in the artifact `quarantine` */
  set_aside: z
    .array(
      z.strictObject({
        row: z.number().int().nonnegative(),
        line: z.number().int().nonnegative(),
        code: IssueCode,
        action: z.enum(['quarantined', 'removed']),
        text: z.string().max(500),
      }),
    )
    .max(100),
  /** the first changed cells; all of them are in the artifact `changes` */
  changes: z
    .array(
      z.strictObject({
        row: z.number().int(),
        column: z.string(),
        code: IssueCode,
        from: z.string().max(220),
        to: z.string().max(220).nullable(),
      }),
    )
    .max(200),
});
export type QualityReport = z.infer<typeof QualityReport>;
