/**
 * `node scripts/example-ratings.mjs > ratings.csv`: a table to try the README's calls with, of the form and about the size of
 * InstEval (students s, lecturers d, ratings y from 1 to 5), made up: every student and lecturer has a level, three hidden
 * tastes meet three hidden styles, the rest is noise. The same on every machine.
 */
const STUDENTS = 2972;
const LECTURERS = 1128;
const RATINGS = 73_421;
const TASTES = 3;

/** mulberry32: small, seeded, good enough for an example. */
let state = 20_261_124;
function uniform() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const normal = () => Array.from({ length: 12 }, uniform).reduce((sum, u) => sum + u, -6);
const rowOf = () => ({ level: 0.4 * normal(), traits: Array.from({ length: TASTES }, () => 0.5 * normal()) });

const students = Array.from({ length: STUDENTS }, rowOf);
const lecturers = Array.from({ length: LECTURERS }, rowOf);
const seen = new Set();
const lines = ['s,d,y'];
while (seen.size < RATINGS) {
  const s = Math.floor(uniform() * STUDENTS);
  const d = Math.floor(uniform() ** 2 * LECTURERS);
  if (seen.has(s * LECTURERS + d)) continue;
  seen.add(s * LECTURERS + d);
  const match = students[s].traits.reduce((sum, taste, k) => sum + taste * lecturers[d].traits[k], 0);
  const rating = Math.round(3.2 + students[s].level + lecturers[d].level + match + 0.8 * normal());
  lines.push(`${s + 1},${d + 1},${Math.min(5, Math.max(1, rating))}`);
}
process.stdout.write(`${lines.join('\n')}\n`);
