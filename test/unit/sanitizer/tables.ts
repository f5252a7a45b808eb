/** A small seeded generator (mulberry32) and tables as people have them; the same on every run. */
export function generator(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

type Next = (n: number) => number;
const WORDS = ['river', 'stone', 'Quick', 'amber', 'field', 'été', 'naïve', 'Øre', '東京', 'copper'];

const KINDS: readonly ((next: Next) => string)[] = [
  (next) => String(next(1000)),
  (next) => `${next(1000)}.${1 + next(9)}`,
  (next) => `-${1 + next(50)}`,
  (next) => `20${10 + next(14)}-${String(1 + next(12)).padStart(2, '0')}-${String(10 + next(18))}`,
  (next) => ['red', 'green', 'blue'][next(3)]!,
  (next) => `${WORDS[next(WORDS.length)]!} ${WORDS[next(WORDS.length)]!}`,
  (next) => `K${100000 + next(900000)}`,
];
/** cells that only a quoted field can hold */
const AWKWARD: readonly ((next: Next, dialect: WrittenDialect) => string)[] = [
  (next, { delimiter }) => `${WORDS[next(WORDS.length)]!}${delimiter} ${WORDS[next(WORDS.length)]!}`,
  (next, { quote }) => `${WORDS[next(WORDS.length)]!} ${quote}${WORDS[next(WORDS.length)]!}${quote} end`,
  (next) => `${WORDS[next(WORDS.length)]!}\n${WORDS[next(WORDS.length)]!}`,
];

export interface WrittenDialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly lineEnd: string;
}

/** Header and rows; the first column counts, so that no row repeats another. Column names are words. */
export function makeTable(next: Next, awkward: WrittenDialect | null): string[][] {
  const columns = Array.from({ length: 2 + next(6) }, () => KINDS[next(KINDS.length)]!);
  const header = [
    'number',
    ...columns.map((_, i) => `${['size', 'name', 'time', 'place', 'kind', 'note'][i % 6]!}_${'abcdefgh'[i]!}`),
  ];
  const rows = Array.from({ length: 20 + next(30) }, (_, row) => [
    String(row + 1),
    ...columns.map((cell) => (awkward && next(12) === 0 ? AWKWARD[next(AWKWARD.length)]!(next, awkward) : cell(next))),
  ]);
  return [header, ...rows];
}

export function writeTable(
  rows: readonly (readonly string[])[],
  { delimiter, quote, lineEnd }: WrittenDialect,
): string {
  const cell = (text: string) =>
    [delimiter, quote, '\n', '\r'].some((char) => text.includes(char))
      ? quote + text.replaceAll(quote, quote + quote) + quote
      : text;
  return rows.map((row) => row.map(cell).join(delimiter) + lineEnd).join('');
}
