import { createHash } from 'node:crypto';
import { type ColumnReport, ISSUE_CODES, type Issue, type QualityReport } from '../../contracts/report.js';
import { axisValue, distributionSvg } from './distribution-svg.js';
import { grouped, html, Html } from './html.js';
import { STYLE } from './style.js';

const digest = createHash('sha256').update(STYLE).digest('base64');

/** To be sent as a header as well; the page carries it for those who open it from a disk. No script, no network. */
export const REPORT_CSP = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** White space around the style would be part of what the policy's digest is compared with. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** counted exactly up to this many */
const MAX_DISTINCT = 4096;
const MAX_COLUMNS = 200;
const META_CSP = REPORT_CSP.replace("; frame-ancestors 'none'", '');

/** The page that a person reads: self-contained, from the JSON alone, every value escaped. */
export function renderReport(report: QualityReport): string {
  const { filename, rows } = report;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${META_CSP}" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>Data quality: ${filename}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <h1>${filename}</h1>
        <p class="soft">${fileLine(report)}</p>
        ${score(report)}
        <div class="flow">
          <div><b>${grouped(rows.in)}</b>rows in</div>
          <div><b>${grouped(rows.kept)}</b>kept</div>
          <div><b>${grouped(rows.quarantined)}</b>set aside</div>
          <div><b>${grouped(rows.removed)}</b>removed</div>
          <div><b>${grouped(rows.repaired)}</b>repaired</div>
        </div>
        <p class="soft">
          ${grouped(rows.in)} in = ${grouped(rows.kept)} kept + ${grouped(rows.quarantined)} set aside +
          ${grouped(rows.removed)} removed. Row numbers are those of the original file; row 1 is the first below the
          header.
        </p>
        ${roles(report)}
        <h2>What was found, and what was done</h2>
        ${issues(report.issues)} ${setAside(report)}
        <h2>Columns</h2>
        ${report.columns.slice(0, MAX_COLUMNS).map(column)}
        ${report.columns.length > MAX_COLUMNS ? html`<p class="soft">${report.columns.length - MAX_COLUMNS} more columns are in the JSON report.</p>` : ''}
        ${changes(report)}
      </body>
    </html> `;
  return page.source;
}

function fileLine({ file, model_type }: QualityReport): string {
  const parts = [
    `${grouped(file.bytes)} bytes`,
    file.container === 'none' ? '' : file.container,
    file.layout === 'json-lines' ? 'JSON lines' : `separated by ${nameOf(file.delimiter)}`,
    file.encoding + (file.byte_order_mark ? ' with byte order mark' : ''),
    file.header_rows === 0 ? 'no header line' : file.header_rows === 1 ? '' : `${file.header_rows} header lines`,
    file.preamble.length === 0 ? '' : `${file.preamble.length} lines before the table`,
    model_type === null ? '' : `read for ${model_type}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function nameOf(delimiter: string | null): string {
  const names = new Map([
    [',', 'comma'],
    [', ', 'comma and blank'],
    [';', 'semicolon'],
    ['\t', 'tab'],
    [' ', 'blank'],
    ['|', 'vertical bar'],
  ]);
  return names.get(delimiter ?? '') ?? String(delimiter);
}

function score({ score: { total, parts } }: QualityReport): Html {
  const lines = parts.map(({ name, value, why }) => html`<li>${percent(value)} ${name} <small>${why}</small></li>`);
  return html`<div class="score">
    <p><b>${total}</b> of 100</p>
    <ul>
      ${lines}
    </ul>
  </div>`;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

function roles({ roles: mapping, columns }: QualityReport): Html | string {
  if (mapping.length === 0) return '';
  const rows = mapping.map(({ role, column: name }) => {
    const reason = columns.find((entry) => entry.name === name)?.role_reason ?? '';
    return html`<tr>
      <td>${role}</td>
      <td>${name}</td>
      <td class="soft">${reason}</td>
    </tr>`;
  });
  return html`<h2>Who plays which role</h2>
    <table>
      <tr>
        <th>Role</th>
        <th>Column</th>
        <th>Told by</th>
      </tr>
      ${rows}
    </table>`;
}

function issues(list: readonly Issue[]): Html {
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

function setAside({ set_aside, rows }: QualityReport): Html | string {
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

function column(entry: ColumnReport): Html {
  const { name, original_name, position, kind, role, dropped } = entry;
  const facts = [
    `${grouped(entry.missing)} of ${grouped(entry.rows)} missing`,
    `${entry.distinct === MAX_DISTINCT ? 'at least ' : ''}${grouped(entry.distinct)} distinct`,
    entry.min === null
      ? ''
      : `${axisValue(entry.min, kind)} to ${axisValue(entry.max, kind)}, median ${axisValue(entry.median, kind)}`,
    entry.format === null ? '' : `written as ${entry.format}`,
    entry.changed === 0 ? '' : `${grouped(entry.changed)} cells changed`,
    entry.fill.value === null || entry.missing === 0 ? '' : `filled with the ${entry.fill.kind}, ${fillValue(entry)}`,
    entry.indicator ? 'whether it was missing is kept as a column' : '',
  ].filter((fact) => fact !== '');
  const tags = [kind, role ?? '', dropped === null ? '' : `removed: ${dropped}`].filter((tag) => tag !== '');
  return html`<section class="column">
    <div>
      <h3>${position}. ${name}</h3>
      ${original_name.trim() === name ? '' : html`<small>in the file: <code>${original_name === '' ? '(no name)' : original_name}</code></small>`}
      <p>
        ${tags.map((tag, i) => html`<span class="tag ${i === 2 || tag.startsWith('removed') ? 'dropped' : ''}">${tag}</span> `)}
      </p>
      ${facts.map((fact) => html`<p class="soft">${fact}</p>`)}
    </div>
    ${distributionSvg(entry.before, kind, 'before')}${entry.after === null ? '' : distributionSvg(entry.after, kind, 'after')}
  </section>`;
}

const fillValue = ({ fill, kind }: ColumnReport): string =>
  typeof fill.value === 'number' ? axisValue(fill.value, kind) : String(fill.value);

function changes({ changes: list }: QualityReport): Html | string {
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
