import { type Issue } from '../../contracts/report.js';
import { grouped, html, type Html } from './html.js';

/** What was found and done, one finding a row, with its examples. */
export function issueTable(list: readonly Issue[]): Html {
  if (list.length === 0) return html`<p>Nothing: the table is clean.</p>`;
  const rows = list.map(
    (issue) =>
      html`<tr>
        <td><span class="tag ${issue.action}">${issue.action}</span></td>
        <td><code>${issue.code}</code></td>
        <td>${issue.column ?? ''}</td>
        <td class="n">${grouped(issue.count)}</td>
        <td>${issue.message}${examples(issue)}</td>
      </tr>`,
  );
  return html`<div class="wide issues">
    <table>
      <tr>
        <th>Done</th>
        <th>Code</th>
        <th>Column</th>
        <th class="n">Count</th>
        <th>What</th>
      </tr>
      ${rows}
    </table>
  </div>`;
}

function examples(issue: Issue): Html | string {
  if (issue.examples.length === 0) return '';
  const shown = issue.examples.map(({ row, from, to }) => {
    const where = row === null ? '' : `row ${row}: `;
    return html`<br /><small
        >${where}<code>${from === '' ? '(empty)' : from}</code>${to === null ? '' : html` → <code>${to}</code>`}</small
      >`;
  });
  return html`${shown}`;
}
