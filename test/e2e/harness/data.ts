import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

/** The real data that stands beside the checkout, or what DATA_SETS names. */
const SHARED = process.env.DATA_SETS ?? fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** Why this data set cannot be used here; empty when it can. */
export function missingData(path: string): string {
  return existsSync(`${SHARED}/${path}`) ? '' : `the data set ${path} is not here; DATA_SETS names its folder`;
}

export const sharedData = (path: string): Uint8Array => readFileSync(`${SHARED}/${path}`);

/** Ratings of `users` × `items` with tastes in them: two kinds of users, two kinds of items, noise; 1 to 5. */
export function ratingsCsv(users: number, items: number, perUser: number, seed = 1): string {
  const random = new RandomStream(seed, 'test.ratings');
  const lines = ['user_id,item_id,rating'];
  for (let user = 0; user < users; user++) {
    const order = random.shuffle(Uint32Array.from({ length: items }, (_, item) => item)).subarray(0, perUser);
    for (const item of order) {
      const likes = user % 2 === item % 2 ? 4 : 2;
      const noise = Math.floor(random.uniform() * 3) - 1;
      lines.push(`u${user},i${item},${Math.min(5, Math.max(1, likes + noise))}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Months from 2012 on: a line with a yearly season, and a little. */
export function monthsCsv(months: number): string {
  const lines = ['month,sales'];
  for (let m = 0; m < months; m++) {
    const date = `${2012 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}-01`;
    lines.push(`${date},${(100 + 2 * m + 3 * Math.abs((m % 12) - 6) + ((m * 7919) % 13) / 5).toFixed(2)}`);
  }
  return `${lines.join('\n')}\n`;
}
