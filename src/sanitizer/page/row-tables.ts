import { ISSUE_CODES, type QualityReport } from '../../contracts/report.js';
import { grouped, html, type Html } from './html.js';

/** The first rows that the clean table does not have, as they stood in the file. */
export function setAsideTable({ set_aside, rows }: QualityReport): Html | string {
  if (set_aside.length === 0) return '';
  const lines = set_aside.map(
    ({ row, line, code, action, text }) =>
      html`<tr>
        <td class="n">${row}</td>
        <td class="n">${line}</td>
        <td>${action}</td>
        <td title="${ISSUE_CODES[code]}"><code>${code}</code></td>
        <td><code>${text}</code></td>
      </tr>`,
  );
  const total = rows.quarantined + rows.removed;
  return html`<h2>Rows set aside or removed</h2>
    <p class="soft">The first ${set_aside.length} of ${grouped(total)}; all are in the quarantine file.</p>
    <div class="wide">
      <table>
        <tr>
          <th class="n">Row</th>
          <th class="n">Line</th>
          <th>What</th>
          <th>Why</th>
          <th>As it stood</th>
        </tr>
        ${lines}
      </table>
    </div>`;
}

/** The first cells that the clean table has otherwise. */
export function changesTable({ changes: list }: QualityReport): Html | string {
  if (list.length === 0) return '';
  const rows = list.map(
    ({ row, column: name, code, from, to }) =>
      html`<tr>
        <td class="n">${row}</td>
        <td>${name}</td>
        <td><code>${code}</code></td>
        <td><code>${from}</code></td>
        <td><code>${to ?? '(column removed)'}</code></td>
      </tr>`,
  );
  return html`<h2>Changed cells</h2>
    <p class="soft">The first ${list.length}; all are in the change log, from which the original cells come back.</p>
    <div class="wide">
      <table>
        <tr>
          <th class="n">Row</th>
          <th>Column</th>
          <th>Why</th>
          <th>From</th>
          <th>To</th>
        </tr>
        ${rows}
      </table>
    </div>`;
}
