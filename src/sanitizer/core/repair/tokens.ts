import { unescape } from '../tokenize/record.js';

/** A cell as read, and as it stands in the line. */
export interface Token {
  readonly text: string;
  readonly raw: string;
}

export interface Reading {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly spaceAfterDelimiter: boolean;
  /** which quotation mark at the start of a cell is text, counted from 0; −1: none, Infinity: all */
  readonly literal: number;
  /** two marks before a delimiter are one mark of the cell and its end, where marks are not doubled */
  readonly isUndoubled: boolean;
  /** a mark inside of an unquoted cell opens a quotation as well */
  readonly opensInside: boolean;
}

/** Reads a line by one of many conventions; a cell closes only where a delimiter or the end follows its mark. */
export function readTokens(line: string, reading: Reading): Token[] {
  const { delimiter, quote, spaceAfterDelimiter } = reading;
  const tokens: Token[] = [];
  let at = 0;
  let openings = 0;
  for (;;) {
    if (tokens.length > 0 && spaceAfterDelimiter && line[at] === ' ') at++;
    let end = -1;
    if (quote !== '' && line[at] === quote) {
      const isLiteral = reading.literal === Infinity || openings === reading.literal;
      openings++;
      if (!isLiteral) end = closing(line, at, reading);
    }
    let stop: number;
    if (end >= 0) {
      stop = end + 1;
      while (stop < line.length && line[stop] !== delimiter) stop++;
      tokens.push({ text: content(line.slice(at + 1, end), reading), raw: line.slice(at, stop) });
    } else {
      stop = unquotedEnd(line, at, reading);
      tokens.push({ text: line.slice(at, stop), raw: line.slice(at, stop) });
    }
    if (stop >= line.length) return tokens;
    at = stop + 1;
  }
}

function content(raw: string, { quote, escape, isUndoubled }: Reading): string {
  return isUndoubled ? raw.replaceAll(quote + quote, quote) : unescape(raw, quote, escape);
}

/** Position of the mark that closes the cell opened at `open`, −1 if none does. */
function closing(line: string, open: number, { delimiter, quote, escape, isUndoubled }: Reading): number {
  for (let at = open + 1; at < line.length; at++) {
    if (escape !== '' && line[at] === escape) {
      at++;
      continue;
    }
    if (line[at] !== quote) continue;
    let last = at;
    while (line[last + 1] === quote) last++;
    const run = last - at + 1;
    let after = last + 1;
    while (after < line.length && line[after] === ' ' && delimiter !== ' ') after++;
    const isEdge = after >= line.length || line[after] === delimiter;
    // An odd run before an edge is doubled marks and the closing one.
    if (isEdge && (run % 2 === 1 || isUndoubled)) return last;
    at = last;
  }
  return -1;
}

function unquotedEnd(line: string, from: number, reading: Reading): number {
  const { delimiter, quote, opensInside } = reading;
  for (let at = from; at < line.length; at++) {
    if (line[at] === delimiter) return at;
    if (opensInside && quote !== '' && line[at] === quote && at > from) {
      const end = closing(line, at, reading);
      if (end > 0) at = end;
    }
  }
  return line.length;
}
