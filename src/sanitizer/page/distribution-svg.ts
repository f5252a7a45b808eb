import { type ColumnReport, type Distribution } from '../../contracts/report.js';
import { formatDatetime } from '../recipe/datetime-format.js';
import { grouped, html, type Html } from './html.js';

const [WIDTH, HEIGHT, FOOT] = [300, 84, 16];
const MAX_ROWS = 6;
const ROW = 15;

/** A small picture of a distribution: bars of a histogram, or of the commonest levels; missing values in their own colour. */
export function distributionSvg(distribution: Distribution, kind: ColumnReport['kind'], caption: string): Html {
  const total = distribution.counts.reduce((sum, count) => sum + count, distribution.missing + distribution.other);
  if (total === 0) return html`<figure><figcaption>${caption}: no values</figcaption></figure>`;
  const picture = distribution.kind === 'bins' ? histogram(distribution, kind) : levels(distribution);
  return html`<figure>
    <figcaption>${caption}</figcaption>
    ${picture}
  </figure>`;
}

function histogram({ counts, missing, from, to }: Distribution, kind: ColumnReport['kind']): Html {
  const most = Math.max(1, missing, ...counts);
  const step = WIDTH / (counts.length + 2);
  const bar = (count: number, i: number, css: string) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
    return html`<rect
      class="${css}"
      x="${round(i * step)}"
      y="${round(HEIGHT - height)}"
      width="${round(step - 1)}"
      height="${round(height)}"
      ><title>${grouped(count)}</title></rect
    >`;
  };
  const bars = counts.map((count, i) => bar(count, i, 'v'));
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT + FOOT}" role="img" aria-label="histogram">
    ${bars}${missing > 0 ? bar(missing, counts.length + 1, 'm') : ''}
    <line class="axis" x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}" />
    <text x="0" y="${HEIGHT + 12}">${axisValue(from, kind)}</text>
    <text x="${round(counts.length * step)}" y="${HEIGHT + 12}" text-anchor="end">${axisValue(to, kind)}</text>
  </svg>`;
}

function levels({ labels, counts, missing, other }: Distribution): Html {
  const shown = labels.slice(0, MAX_ROWS).map((label, i) => ({ label, count: counts[i] ?? 0, css: 'v' }));
  const rest = other + counts.slice(MAX_ROWS).reduce((sum, count) => sum + count, 0);
  if (rest > 0) shown.push({ label: '(others)', count: rest, css: 'v' });
  if (missing > 0) shown.push({ label: '(missing)', count: missing, css: 'm' });
  const most = Math.max(1, ...shown.map(({ count }) => count));
  const rows = shown.map(
    ({ label, count, css }, i) =>
      html`<text x="0" y="${i * ROW + 11}">${shorten(label)}</text
        ><rect
          class="${css}"
          x="110"
          y="${i * ROW + 2}"
          width="${round(Math.max(1, (count / most) * 140))}"
          height="${ROW - 4}"
        /><text x="${round(114 + (count / most) * 140)}" y="${i * ROW + 11}">${grouped(count)}</text>`,
  );
  return html`<svg viewBox="0 0 ${WIDTH} ${shown.length * ROW}" role="img" aria-label="commonest values">${rows}</svg>`;
}

const shorten = (label: string): string => (label.length > 18 ? `${label.slice(0, 17)}…` : label);
const round = (value: number): number => Math.round(value * 10) / 10;

export function axisValue(value: number | null, kind: ColumnReport['kind']): string {
  if (value === null) return '';
  if (kind === 'datetime') return formatDatetime(value, { order: 'ymd' });
  return String(Number(value.toPrecision(6)));
}
