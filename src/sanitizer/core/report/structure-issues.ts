import { type OpenedTable } from '../stage1/open-table.js';
import { type IssueLog } from './issue-log.js';

/** Logs what stage 1 found beside the rows: the header, lines before it, the encoding. */
export function logStructure(opened: OpenedTable, log: IssueLog): void {
  const { source, labels, headerRows, preamble, repairedHeader, text, layout } = opened;
  const { names } = source;
  if (preamble.length > 0) {
    log.note('preamble', 'noted', null, preamble.length, `${preamble.length} lines before the table were set apart`);
    for (const line of preamble.slice(0, 3)) log.add('preamble', 'noted', null, { row: 0, from: line, to: null }, 0);
  }
  if (labels === null) {
    log.note(
      'no-header',
      'repaired',
      null,
      1,
      `no header line was found; the columns were named ${names[0]} to ${names.at(-1)}`,
    );
  } else if (layout === 'delimited') {
    logLabels(labels, names, log);
    if (headerRows > 1)
      log.note('multirow-header', 'repaired', null, headerRows, `${headerRows} header lines were joined`);
    if (repairedHeader)
      log.note('missing-label', 'repaired', null, 1, 'the header line did not have one name for each column');
  }
  if (text.decoding.errors > 0) {
    log.note(
      'encoding-error',
      'repaired',
      null,
      text.decoding.errors,
      `${text.decoding.errors} bytes are not valid ${text.encoding}; they were read as windows-1252`,
    );
  }
}

function logLabels(labels: readonly string[], names: readonly string[], log: IssueLog): void {
  labels.forEach((label, i) => {
    const name = names[i]!;
    if (label.trim() === '') log.add('blank-header', 'repaired', name, { row: 0, from: label, to: name });
    else if (label.trim() !== name) log.add('duplicate-label', 'repaired', name, { row: 0, from: label, to: name });
  });
}
