// Small tables and what happens to files: cut, doubled, overwritten, spiced, rotated, in UTF-16. A seed gives the same file everywhere.

const BASES = [
  'user_id,item_id,rating,when\n' + rows(30, (i) => `${i % 7},B${i % 5},${(i % 9) / 2},2020-01-${10 + (i % 18)}`),
  'a;b;c\r\n' + rows(25, (i) => `"${i};x";${i},5;"say ""${i}"""`, '\r\n'),
  'name\tage\tnote\n' + rows(20, (i) => `Ann ${i}\t${20 + i}\t`),
  rows(25, (i) => `${i}, State-gov, ${i * 7}, ?, <=50K`),
  'Title of the table\n\nid,value,flag\n' + rows(25, (i) => `${i},$${i},yes`) + 'Total,100,\n',
  rows(20, (i) => `{"a": ${i}, "b": "x${i % 3}", "__proto__": null}`),
  'id|text\n' + rows(20, (i) => `${i}|"line one\nline two ${i}"`),
  '日付,値\n' + rows(20, (i) => `2019/${1 + (i % 12)}/${1 + (i % 28)},"1,${100 + i}"`),
];
const SPICE = [
  '"',
  "'",
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '\0',
  '\\',
  '"",',
  ',,',
  '\ufeff',
  '=1+1',
  'NaN',
  '\n\n',
  '"\n"',
  '1e999',
  '__proto__',
  '٣',
  '\ud83d',
  '-',
  '\u0001',
];
const TYPES = /** @type {const} */ ([
  null,
  'recommendation',
  'classification',
  'regression',
  'clustering',
  'anomaly',
  'forecasting',
]);
/** @param {number} n @param {(i: number) => string} line */
function rows(n, line, end = '\n') {
  return Array.from({ length: n }, (_, i) => line(i) + end).join('');
}

/** mulberry32 @param {number} seed */
function generator(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/** @param {(n: number) => number} next */
function mutate(next) {
  let bytes = Buffer.from(BASES[next(BASES.length)]);
  for (let times = 1 + next(8); times > 0; times--) {
    const at = next(bytes.length + 1);
    const to = Math.min(bytes.length, at + next(40));
    const kind = next(7);
    const parts = [bytes.subarray(0, at)];
    if (kind === 0) parts.push(Buffer.from(SPICE[next(SPICE.length)]), bytes.subarray(at));
    else if (kind === 1) parts.push(bytes.subarray(to));
    else if (kind === 2) parts.push(bytes.subarray(at, to), bytes.subarray(at, to), bytes.subarray(to));
    else if (kind === 3) parts.push(Buffer.from([next(256)]), bytes.subarray(Math.min(bytes.length, at + 1)));
    else if (kind === 4) parts.push(Buffer.from(SPICE[next(SPICE.length)].repeat(1 + next(30))), bytes.subarray(at));
    else if (kind === 5) parts.push(Buffer.from(BASES[next(BASES.length)]).subarray(0, next(200)), bytes.subarray(at));
    else parts.splice(0, 1, bytes.subarray(at), bytes.subarray(0, at));
    bytes = Buffer.concat(parts);
  }
  if (next(40) === 0) bytes = Buffer.from(bytes.toString('utf8'), 'utf16le');
  return bytes;
}

/**
 * @param {number} seed
 * @returns {{ bytes: Buffer, chunkSize: number, modelType: (typeof TYPES)[number], materialize: boolean }}
 */
export function mutatedFile(seed) {
  const next = generator(seed);
  const bytes = mutate(next);
  const chunkSize = 1 + next(next(2) === 0 ? 50 : 5000);
  return { bytes, chunkSize, modelType: TYPES[next(TYPES.length)], materialize: next(3) > 0 };
}

/** @param {Uint8Array} bytes @param {number} size */
export async function* chunksOf(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
