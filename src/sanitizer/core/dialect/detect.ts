import { type Dialect } from '../tokenize/dialect.js';
import { type CellType } from './cell-type.js';
import { scoreRows } from './score.js';
import { splitSample } from './split.js';

/** Delimiters that are tried, with what speaks for them beforehand. */
const DELIMITERS: readonly (readonly [string, number])[] = [
  [',', 1],
  [';', 1],
  ['\t', 1],
  ['|', 0.98],
  ['\u0001', 1],
  ['\u001f', 1],
  [':', 0.8],
  [' ', 0.75],
  ['^', 0.85],
  ['~', 0.85],
  ['#', 0.7],
  ['*', 0.7],
  ['&', 0.65],
  ['=', 0.65],
  ['!', 0.6],
];
/** These stand in plain text as well: they count only where rows or quotation marks agree. */
const IN_TEXT = new Set([':', ' ', '#', '*', '&', '=', '!', '^', '~']);
/** One row alone may hold lists in its cells: then only these are taken at their word. */
const USUAL = new Set([',', ';', '\t']);
const LONE_ROW = 0.6;
const MIN_AGREEMENT = 0.75;
const MIN_ROWS = 3;
const SAMPLE_CHARS = 1 << 16;
const SAMPLE_ROWS = 400;
/** share of cells that must have the blank for it to belong to the delimiter */
const BLANK_SHARE = 0.9;

/** The likeliest dialect of the head of a text. `isWhole`: nothing was cut off its end. */
export function detectDialect(head: Buffer, isWhole: boolean): Dialect {
  const lineEnd = detectLineEnd(head);
  const raw = head.toString('utf8', 0, SAMPLE_CHARS).replace(/\r\n?/g, '\n');
  const cut = isWhole && head.length <= SAMPLE_CHARS ? raw.length : raw.lastIndexOf('\n') + 1 || raw.length;
  const sample = withoutComments(raw.slice(0, cut).replace(/\n+$/, ''));
  const types = new Map<string, CellType>();
  let best = { delimiter: ',', quote: '"', score: 0 };
  for (const [delimiter, prior] of DELIMITERS) {
    if (!sample.includes(delimiter)) continue;
    for (const quote of ['"', "'", '`']) {
      if (quote !== '"' && !opensCells(sample, delimiter, quote)) continue;
      const { score, agreement, rows } = scoreRows(splitSample(sample, delimiter, quote, SAMPLE_ROWS), types);
      const pairing = quotePairing(sample, delimiter, quote);
      const isProven = rows >= MIN_ROWS && (agreement >= MIN_AGREEMENT || pairing >= 0.95);
      if (IN_TEXT.has(delimiter) && !isProven) continue;
      const doubt = rows === 1 && !USUAL.has(delimiter) ? LONE_ROW : 1;
      const total =
        doubt * score * prior * quotePrior(sample, delimiter, quote) * (0.3 + 0.7 * (pairing < 0 ? 1 : pairing));
      if (total > best.score * (1 + 1e-9)) best = { delimiter, quote, score: total };
    }
  }
  const { delimiter, quote } = best;
  return {
    delimiter,
    quote,
    escape: escapeOf(sample, delimiter, quote),
    spaceAfterDelimiter: delimiter !== ' ' && hasBlanks(sample, delimiter, quote),
    lineEnd,
  };
}

/** Lines that start with # or // are comments where the others do not. */
function withoutComments(sample: string): string {
  const lines = sample.split('\n');
  const others = lines.filter((line) => !/^\s*(#|\/\/)/.test(line));
  return others.length > 0 && others.length < lines.length ? others.join('\n') : sample;
}

/** A mark that opens cells is likelier where there is no other; an apostrophe beside quotation marks is one. */
function quotePrior(sample: string, delimiter: string, quote: string): number {
  if (quote !== '"') return sample.includes('"') ? 0.85 : 0.98;
  return !sample.includes('"') && quotePairing(sample, delimiter, "'") >= 0.95 ? 0.95 : 1;
}

/** Share of the quotation marks that stand at the edge of a cell, doubled ones apart; −1 where there are too few to tell. */
function quotePairing(sample: string, delimiter: string, quote: string): number {
  const edge = (char: string | undefined) => char === undefined || char === delimiter || char === '\n';
  let [marks, paired] = [0, 0];
  for (let at = sample.indexOf(quote); at >= 0; at = sample.indexOf(quote, at + 1)) {
    const [before, after] = [sample[at - 1], sample[at + 1]];
    if (before === quote || after === quote || before === '\\') continue;
    // The apostrophe of a word is no quotation mark.
    if (quote === "'" && before !== undefined && after !== undefined && /\p{L}\p{L}/u.test(before + after)) continue;
    marks++;
    const outer = before === ' ' && delimiter !== ' ' ? sample[at - 2] : before;
    if (edge(outer) || edge(after)) paired++;
  }
  return marks < 2 ? -1 : paired / marks;
}

function opensCells(sample: string, delimiter: string, quote: string): boolean {
  return (
    sample.startsWith(quote) ||
    sample.includes(delimiter + quote) ||
    sample.includes(`\n${quote}`) ||
    sample.includes(`${delimiter} ${quote}`)
  );
}

/** A backslash, where quotation marks inside of cells are more often escaped by it than doubled. */
function escapeOf(sample: string, delimiter: string, quote: string): string {
  const escaped = sample.split(`\\${quote}`);
  const inside = escaped
    .slice(1)
    .filter((rest) => rest !== '' && !rest.startsWith(delimiter) && !rest.startsWith('\n')).length;
  if (inside === 0) return '';
  const doubled = sample
    .split(quote + quote)
    .slice(1)
    .filter((rest) => rest !== '' && !rest.startsWith(delimiter) && !rest.startsWith('\n')).length;
  return inside > doubled ? '\\' : '';
}

function hasBlanks(sample: string, delimiter: string, quote: string): boolean {
  let [cells, blanks] = [0, 0];
  for (const line of sample.split('\n', SAMPLE_ROWS)) {
    // Text in quotation marks may hold the delimiter and a blank.
    const outside =
      quote === ''
        ? line
        : line
            .split(quote)
            .filter((_, i) => i % 2 === 0)
            .join(quote);
    for (const cell of outside.split(delimiter).slice(1)) {
      cells++;
      if (cell === '' || cell.startsWith(' ')) blanks += cell === '' ? 0 : 1;
    }
  }
  return cells > 0 && blanks / cells >= BLANK_SHARE;
}

function detectLineEnd(head: Buffer): Dialect['lineEnd'] {
  let [lf, crlf, cr] = [0, 0, 0];
  for (let i = 0; i < head.length; i++) {
    if (head[i] === 10) lf++;
    else if (head[i] === 13 && i + 1 < head.length) {
      if (head[i + 1] === 10) crlf++;
      else cr++;
    }
  }
  const bare = lf - crlf;
  if (lf === 0 && cr > 0) return '\r';
  if (cr > 0.1 * lf) return 'mixed';
  return crlf > bare ? '\r\n' : '\n';
}
