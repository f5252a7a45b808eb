import { createHash } from 'node:crypto';
import { type QualityReport } from '../../contracts/report.js';
import { columnCard } from './column-card.js';
import { grouped, html, Html } from './html.js';
import { issueTable } from './issue-table.js';
import { changesTable, setAsideTable } from './row-tables.js';
import { STYLE } from './style.js';

const digest = createHash('sha256').update(STYLE).digest('base64');

/** To be sent as a header as well; the page carries it for those who open it from a disk. No script, no network. */
export const REPORT_CSP = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** White space around the style would be part of what the policy's digest is compared with. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

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
        ${issueTable(report.issues)} ${setAsideTable(report)}
        <h2>Columns</h2>
        ${report.columns.slice(0, MAX_COLUMNS).map(columnCard)}
        ${report.columns.length > MAX_COLUMNS ? html`<p class="soft">${report.columns.length - MAX_COLUMNS} more columns are in the JSON report.</p>` : ''}
        ${changesTable(report)}
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
