import { MAX_QUOTED_LINES } from '../tokenize/tokenizer.js';

export interface SplitRow {
  readonly cells: string[];
  /** quotation marks did not pair: text after a closing one, or none closed */
  readonly odd: boolean;
}

/**
 * Reads a sample by one delimiter and quote, forgiving: a quotation mark opens a cell at its start only, and closes it where a
 * delimiter or a line end follows. At most `maxRows`.
 */
export function splitSample(text: string, delimiter: string, quote: string, maxRows: number): SplitRow[] {
  const rows: SplitRow[] = [];
  let cells: string[] = [];
  let odd = false;
  let at = 0;
  const endRow = () => {
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, odd });
    cells = [];
    odd = false;
  };
  while (at <= text.length && rows.length < maxRows) {
    const begin = text[at] === ' ' && text[at + 1] === quote && delimiter !== ' ' ? at + 1 : at;
    const end = quote !== '' && text[begin] === quote ? closing(text, begin, delimiter, quote) : -1;
    let stop: number;
    if (end >= 0) {
      cells.push(text.slice(begin + 1, end).replaceAll(quote + quote, quote));
      stop = end + 1;
      while (text[stop] === ' ' && delimiter !== ' ') stop++;
    } else {
      if (quote !== '' && text[begin] === quote) odd = true;
      stop = at;
      while (stop < text.length && text[stop] !== delimiter && text[stop] !== '\n') stop++;
      cells.push(text.slice(at, stop));
    }
    if (text[stop] === delimiter) {
      at = stop + 1;
      continue;
    }
    endRow();
    if (stop >= text.length) break;
    at = stop + 1;
  }
  return rows;
}

/** Where the cell that opens at `begin` closes, −1 if nowhere near. */
function closing(text: string, begin: number, delimiter: string, quote: string): number {
  let lines = 0;
  let doubtful = false;
  for (let at = begin + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\n' && (++lines > MAX_QUOTED_LINES || doubtful)) return -1;
    if (char === '\\' && text[at + 1] === quote) {
      const after = text[at + 2];
      if (after !== delimiter && after !== '\n' && after !== undefined) at++;
      continue;
    }
    if (char !== quote) continue;
    if (text[at + 1] === quote) {
      at++;
      continue;
    }
    let next = at + 1;
    while (text[next] === ' ' && delimiter !== ' ') next++;
    if (next >= text.length || text[next] === delimiter || text[next] === '\n') return at;
    // An apostrophe inside of the cell; a quotation mark there would be an error.
    if (quote === '"') return -1;
    doubtful = true;
  }
  return -1;
}
