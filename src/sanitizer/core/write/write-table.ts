import { type Recipe } from '../../../contracts/recipe.js';
import { type IssueLog } from '../report/issue-log.js';
import { type Scan } from '../scan/scan-table.js';
import { type RecordSource } from '../stage1/record-source.js';
import { WritePass } from './write-pass.js';
import { type WriteOptions, type Written } from './written.js';

/** Where the results go, each as a stream of chunks that are valid only during the call. */
export interface SanitizeSinks {
  /** the clean table: UTF-8, comma, LF, header first */
  clean(chunk: Uint8Array): Promise<void>;
  /** NDJSON, one changed or dropped cell a line: {row, column, code, from, to} */
  changes(chunk: Uint8Array): Promise<void>;
  /** NDJSON, one record a line: {row, line, offset, code, action, text} */
  quarantine(chunk: Uint8Array): Promise<void>;
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
  const flush = async () => {
    const { clean, changes, quarantine } = pass;
    if (clean.size > 0) await sinks.clean(clean.take());
    if (changes.out.size > 0) await sinks.changes(changes.out.take());
    if (quarantine.out.size > 0) await sinks.quarantine(quarantine.out.take());
  };
  const records = await source.run({
    onRow: (view, row) => pass.row(view, row),
    onSetAside: (aside) => pass.quarantine.add(aside, 'quarantined'),
    onChunk: async (bytes) => {
      onBytes(bytes);
      await flush();
    },
  });
  await flush();
  return pass.result(records);
}
