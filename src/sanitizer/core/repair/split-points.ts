import { type Token } from './tokens.js';

const SHORT = 80;
const MAX_POINTS = 80;

/** Ways to cut a token in two where a delimiter may be missing: anywhere in a short one, else at quotation marks and at `aB`. */
export function splitPoints({ text, raw }: Token): [string, string][] {
  const points: [string, string][] = [];
  for (const quote of ['"', "'"]) {
    for (let at = text.indexOf(quote); at >= 0 && points.length < MAX_POINTS; at = text.indexOf(quote, at + 1)) {
      points.push([unquote(text.slice(0, at), quote), unquote(text.slice(at + 1), quote)]);
    }
    if (raw === text) continue;
    // Between two quoted cells the marks were read as one doubled mark, or as the edge of the cell.
    const doubled = raw.indexOf(quote + quote, 1);
    if (doubled > 0) points.push([unquote(raw.slice(0, doubled + 1), quote), unquote(raw.slice(doubled + 1), quote)]);
  }
  const isShort = text.length <= SHORT;
  for (let at = 1; at < text.length && points.length < MAX_POINTS; at++) {
    if (isShort || /[\p{Ll}.][\p{Lu}]/u.test(text.slice(at - 1, at + 1)))
      points.push([text.slice(0, at), text.slice(at)]);
  }
  return points;
}

function unquote(text: string, quote: string): string {
  const from = text.startsWith(quote) ? 1 : 0;
  const to = text.length > from && text.endsWith(quote) ? text.length - 1 : text.length;
  return text.slice(from, to).replaceAll(quote + quote, quote);
}
