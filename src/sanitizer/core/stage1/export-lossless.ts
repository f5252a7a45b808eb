import { type TableLimits } from '../../../contracts/job.js';
import { SanitizeError } from '../errors.js';
import { type ByteSource } from '../source.js';
import { ByteWriter, csvCell } from '../write/byte-writer.js';
import { RowWriter } from '../write/row-writer.js';
import { openTable } from './open-table.js';
import { type SetAside } from './record-source.js';

export interface LosslessResult {
  readonly rows: number;
  readonly setAside: number;
}

/**
 * Stage 1 alone: the table as UTF-8, comma, LF, cells as raw strings. The header comes first if the file has one; names
 * are not invented. An empty file is an empty table.
 */
export async function exportLossless(
  bytes: ByteSource,
  limits: TableLimits,
  sink: (chunk: Uint8Array) => Promise<void>,
  onSetAside: (aside: SetAside) => void,
): Promise<LosslessResult> {
  const opened = await openTable(bytes, limits).catch((error: unknown) => {
    if (error instanceof SanitizeError && error.code === 'empty_table') return null;
    throw error;
  });
  if (opened === null) return { rows: 0, setAside: 0 };
  const out = new ByteWriter();
  const { source, labels } = opened;
  const rows = new RowWriter(out, source.dialect);
  const isOnly = source.names.length === 1;
  const line = (cells: readonly string[]) => {
    out.text(`${isOnly && cells[0] === '' ? '""' : cells.map(csvCell).join(',')}\n`);
  };
  if (labels !== null) line(labels);
  let setAside = 0;
  const records = await source.run({
    onRow: (view) => {
      if (isOnly && view.starts[0] === view.ends[0]) return line(['']);
      for (let i = 0; i < source.names.length; i++) rows.raw(view, i);
      rows.end();
    },
    onSetAside: (aside) => {
      setAside++;
      onSetAside(aside);
    },
    onChunk: async () => {
      if (out.size > 0) await sink(out.take());
    },
  });
  return { rows: records - setAside, setAside };
}
