/** Large made sets, written line by line: the same rows for the same size, on every machine. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

const PIECE_BYTES = 1 << 20;

/** xorshift32; `next()` in [0, 1) */
function generator(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Sum of three uniform numbers, centred: near enough to a normal one. */
const bell = (next) => 2 * (next() + next() + next() - 1.5);

/** Lines to a file; what is returned is what a job is told of it. */
function writeLines(path, lines) {
  const file = openSync(path, 'w');
  const hash = createHash('sha256');
  const piece = Buffer.alloc(PIECE_BYTES + 4096);
  let [length, at] = [0, 0];
  const flush = () => {
    hash.update(piece.subarray(0, at));
    writeSync(file, piece, 0, at);
    length += at;
    at = 0;
  };
  for (const line of lines) {
    at += piece.latin1Write(line, at);
    if (at >= PIECE_BYTES) flush();
  }
  flush();
  closeSync(file);
  return { path, length, sha256: hash.digest('hex') };
}

/** `user,item,rating`: popular items, users of very different zeal, taste of rank 2; no pair twice; in no order. */
export const writeRatings = (path, rows) => writeLines(path, ratingLines(rows));

function* ratingLines(rows) {
  const next = generator(20261124);
  const itemCount = Math.max(50, Math.round(rows / 350));
  const [users, items] = [new Uint32Array(rows), new Uint32Array(rows)];
  const own = new Set();
  for (let at = 0, user = 0; at < rows; user++) {
    const wanted = Math.min(5 + Math.floor(10 / (next() + 0.01)), itemCount >> 1, rows - at);
    own.clear();
    while (own.size < wanted) own.add(Math.floor(itemCount * next() ** 2.5));
    for (const item of own) [users[at], items[at++]] = [user, item];
  }
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor((i + 1) * next());
    [users[i], users[j]] = [users[j], users[i]];
    [items[i], items[j]] = [items[j], items[i]];
  }
  yield 'user,item,rating\n';
  for (let i = 0; i < rows; i++) {
    const [user, item] = [users[i], items[i]];
    const taste = Math.sin(user) * Math.cos(item) + Math.sin(7 * user) * Math.sin(3 * item);
    const rating = 3.3 + 0.4 * Math.sin(5 * user) + 0.7 * Math.sin(11 * item) + 0.5 * taste + 0.8 * bell(next);
    yield `u${user},${item},${Math.min(5, Math.max(1, Math.round(rating)))}\n`;
  }
}

const SMALL = [3, 5, 8, 20, 50];

/**
 * 30 columns: 20 numbers (whole, with decimals, two of them with gaps), eight categories (3 to 50,000 levels), `amount`, a number
 * to predict, and `bought`, two classes to predict.
 */
export const writeTable = (path, rows) => writeLines(path, tableLines(rows));

function* tableLines(rows) {
  const next = generator(20261125);
  const numbers = Array.from({ length: 20 }, (_, j) => `n${j}`);
  const categories = Array.from({ length: 8 }, (_, j) => `c${j}`);
  yield `${[...numbers, ...categories, 'amount', 'bought'].join(',')}\n`;
  const levels = [...SMALL, 300, 2000, Math.min(50_000, rows >> 3)];
  const [x, c] = [new Float64Array(20), new Uint32Array(8)];
  for (let row = 0; row < rows; row++) {
    const common = bell(next);
    for (let j = 0; j < 20; j++) x[j] = 0.5 * common + bell(next);
    for (let j = 0; j < 8; j++) c[j] = Math.floor(levels[j] * next() ** 2);
    const score = x[0] * x[1] + Math.sin(2 * x[2]) + 0.5 * x[10] + Math.sin(9 * c[3]) + 0.7 * Math.sin(5 * c[5]);
    let line = '';
    for (let j = 0; j < 20; j++) {
      const isGap = (j === 4 || j === 14) && next() < 0.05;
      line += isGap ? ',' : j < 10 ? `${Math.round(100 * x[j])},` : `${x[j].toFixed(2)},`;
    }
    for (let j = 0; j < 8; j++) line += j < 5 ? `${'abcdefgh'[j]}${c[j]},` : `${'abcdefgh'[j]}${c[j].toString(36)},`;
    line += `${(50 + 10 * (score + bell(next))).toFixed(1)},${score + 1.5 * bell(next) > 0.8 ? 'yes' : 'no'}\n`;
    yield line;
  }
}
