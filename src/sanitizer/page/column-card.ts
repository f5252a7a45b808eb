import { type ColumnReport } from '../../contracts/report.js';
import { axisValue, distributionSvg } from './distribution-svg.js';
import { grouped, html, type Html } from './html.js';

/** counted exactly up to this many */
const MAX_DISTINCT = 4096;

/** What is known of one column, with its values before and after. */
export function columnCard(entry: ColumnReport): Html {
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
