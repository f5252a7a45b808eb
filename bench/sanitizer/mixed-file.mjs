import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const WORDS =
  'river stone quick amber field north light paper copper garden window silver market street bottle orange'.split(' ');

/** xorshift32: the same file on every machine. */
function generator(seed) {
  let state = seed;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

/** Writes about `bytes` of a table of ten columns as they are met: keys, numbers, dates, categories, prose, gaps, quoted cells. */
export async function writeMixedFile(path, bytes) {
  const next = generator(2463534242);
  const out = createWriteStream(path, { highWaterMark: 1 << 20 });
  out.write('order_id,customer,quantity,price,discount,ordered_at,country,status,comment,score\n');
  let [written, id, rows] = [0, 1, 0];
  const word = () => WORDS[next(WORDS.length)];
  while (written < bytes) {
    const lines = [];
    for (let i = 0; i < 2000; i++) {
      const day = `20${10 + next(14)}-${String(1 + next(12)).padStart(2, '0')}-${String(1 + next(28)).padStart(2, '0')}`;
      const comment = next(4) === 0 ? '' : `${word()} ${word()} ${word()} ${word()}`;
      const quoted = next(5) === 0 ? `"${comment}, ${word()} ""${word()}"" ${word()}"` : comment;
      lines.push(
        `${id++},C${next(50000)},${1 + next(20)},${next(100000) / 100},${next(10) === 0 ? '' : `0.${next(100)}`},${day},${['DE', 'FR', 'US', 'GB', 'JP', 'BR'][next(6)]},${['open', 'paid', 'sent', 'back'][next(4)]},${quoted},${next(20) === 0 ? 'NA' : (next(2000000) - 1000000) / 1000}`,
      );
    }
    rows += lines.length;
    const text = `${lines.join('\n')}\n`;
    written += text.length;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return rows;
}
