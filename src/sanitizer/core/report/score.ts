import { type ColumnReport, type QualityReport } from '../../../contracts/report.js';

/**
 * How good the data was as it came, 0..100: the product of shares that a reader can check against the report. Columns that no role
 * claims do not count.
 */
export function scoreOf(rows: QualityReport['rows'], columns: readonly ColumnReport[]): QualityReport['score'] {
  const used = columns.filter(({ dropped }) => dropped !== 'no-role');
  const cells = used.reduce((sum, column) => sum + column.rows, 0);
  const missing = used.reduce((sum, column) => sum + column.missing, 0);
  const changed = used.filter(({ dropped }) => dropped === null).reduce((sum, column) => sum + column.changed, 0);
  const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.max(0, Math.min(1, part / whole)));
  const parts = [
    {
      name: 'rows kept',
      value: share(rows.kept, rows.in),
      why: `${rows.kept} of ${rows.in} rows are in the clean table`,
    },
    {
      name: 'rows well-formed',
      value: share(rows.in - rows.repaired, rows.in),
      why: `${rows.repaired} rows had to be repaired`,
    },
    {
      name: 'cells present',
      value: share(cells - missing, cells),
      why: `${missing} of ${cells} cells have no usable value`,
    },
    {
      name: 'cells unchanged',
      value: share(cells - Math.max(0, changed - missing), cells),
      why: `${Math.max(0, changed - missing)} of ${cells} cells were rewritten`,
    },
    {
      name: 'columns usable',
      value: share(used.filter(({ dropped }) => dropped === null).length, used.length),
      why: `${used.filter(({ dropped }) => dropped === null).length} of ${used.length} columns carry information`,
    },
  ];
  const total = Math.round(1000 * parts.reduce((product, { value }) => product * value, 1)) / 10;
  return { total, parts };
}
