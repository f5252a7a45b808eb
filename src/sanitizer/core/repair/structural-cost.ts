/** nats for what a cell seldom holds but a wrongly cut one often does */
const [EDGE, LOOSE_QUOTE, OUTER_BLANK] = [5, 1.5, 1.5];
const MAX_COST = 20;

/** How much the cell looks like two: a delimiter beside a quotation mark, a mark between words, white space at an end. */
export function structuralCost(text: string, delimiter: string, quote: string): number {
  let cost = 0;
  if (text.startsWith(' ') || text.endsWith(' ')) cost += OUTER_BLANK;
  if (quote === '') return cost;
  for (let at = text.indexOf(quote); at >= 0 && cost < MAX_COST; at = text.indexOf(quote, at + 1)) {
    const [before, after] = [text[at - 1], text[at + 1]];
    if (before === delimiter || after === delimiter) cost += EDGE;
    else if (after !== undefined && /\p{L}/u.test(after)) cost += LOOSE_QUOTE;
  }
  return cost;
}
