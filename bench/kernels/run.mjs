/** See README.md beside this file. Prints a table of processor times and ratios. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { makeInteractions } from './data.mjs';
import * as plain from './plain.mjs';

const { values: options } = parseArgs({
  options: { python: { type: 'string', default: 'python3' }, rounds: { type: 'string', default: '5' } },
});
const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, '../../src/algorithms');
const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
const FACTORS = 64;
const ALPHA = 10;

async function load(path, name) {
  const outfile = join(folder, `${name}.mjs`);
  await build({ entryPoints: [join(source, path)], outfile, bundle: true, format: 'esm', platform: 'node' });
  return import(pathToFileURL(outfile).href);
}

const { AlternatingRidge } = await load('kernels/alternating-ridge.ts', 'ridge');
const { minusInvertedGram } = await load('kernels/symmetric-inverse.ts', 'inverse');
const { incidenceOf } = await load('recommendation/incidence.ts', 'incidence');
const { factorScorer } = await load('recommendation/factor-scorer.ts', 'scorer');
const { Recommender } = await load('recommendation/recommender.ts', 'recommender');
const { interactionsOf } = await load('recommendation/interactions.ts', 'interactions');

const data = makeInteractions(6040, 3706, 1_000_209);
writeFileSync(join(folder, 'users'), new Uint8Array(data.users.buffer));
writeFileSync(join(folder, 'items'), new Uint8Array(data.items.buffer));
const incidence = incidenceOf(data);
const mirrored = incidenceOf({ ...data, users: data.items, items: data.users, userCount: 3706, itemCount: 6040 });
const sideOf = ({ userOffsets, items }) => ({
  offsets: userOffsets,
  others: items,
  weights: new Float64Array(items.length).fill(ALPHA),
  targets: new Float64Array(items.length).fill(1 + ALPHA),
  vectorRidge: new Float64Array(userOffsets.length - 1).fill(10),
  biasRidge: 0,
});
const sides = [sideOf(incidence), sideOf(mirrored)];
const random = (length) => Float64Array.from({ length }, (_, i) => 0.1 * Math.sin(12.9898 * i));
const [userFactors, itemFactors] = [random(6040 * FACTORS), random(3706 * FACTORS)];

const ridge = new AlternatingRidge({ precision: 'f32', factors: FACTORS, biased: false, dense: true, sides });
ridge.write(1, { bias: new Float64Array(0), vectors: itemFactors });
const scorer = factorScorer(
  { factors: FACTORS, userFactors, itemFactors },
  { users: new Float64Array(6040), items: new Float64Array(3706) },
);
const recommender = new Recommender(scorer, interactionsOf(data));
const LISTS = 2000;

const ours = {
  ials: () => (ridge.solve(0), ridge.solve(1)),
  ials_cg: () => (ridge.approach(0, 3), ridge.approach(1, 3)),
  ease: () => minusInvertedGram(incidence, 500),
  top10: () => {
    for (let user = 0; user < LISTS; user++) recommender.recommend(user, 10);
  },
};
const inPlainJs = {
  ials() {
    plain.solveSide(sides[0], userFactors.slice(), itemFactors, FACTORS);
    plain.solveSide(sides[1], itemFactors.slice(), userFactors, FACTORS);
  },
  ease: () => plain.invertedGram(incidence, 500),
  top10() {
    for (let user = 0; user < LISTS; user++) {
      const isSeen = new Uint8Array(3706);
      for (let at = incidence.userOffsets[user]; at < incidence.userOffsets[user + 1]; at++)
        isSeen[incidence.items[at]] = 1;
      plain.topN(itemFactors, FACTORS, userFactors.subarray(user * FACTORS, (user + 1) * FACTORS), isSeen, 10);
    }
  },
};

const python = spawn(options.python, [join(here, 'peers.py'), folder, '6040', '3706', String(FACTORS)], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
await answers.next();

async function cpuOfPeer(task) {
  python.stdin.write(`${task}\n`);
  return Number((await answers.next()).value.split(' ')[0]);
}

function cpuOf(task) {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}

const PEERS = { ials: ['ials'], ials_cg: ['ials_cg'], ease: ['ease', 'ease_f32'], top10: [] };
const measured = new Map();
const note = (name, milliseconds) => measured.set(name, [...(measured.get(name) ?? []), milliseconds]);
for (let round = 0; round <= Number(options.rounds); round++) {
  for (const task of Object.keys(ours)) {
    const times = [[`ours ${task}`, cpuOf(ours[task])]];
    if (round === 1 && inPlainJs[task]) times.push([`plain ${task}`, cpuOf(inPlainJs[task])]);
    for (const peer of PEERS[task]) times.push([`peer ${peer}`, await cpuOfPeer(peer)]);
    // The first round warms everybody up.
    if (round > 0) for (const [name, time] of times) note(name, time);
    console.error(round, times.join(' '));
  }
}
python.stdin.end();
rmSync(folder, { recursive: true });

const median = (name) => {
  const sorted = [...measured.get(name)].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
};
const show = (ms) => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);
const TITLES = {
  ials: 'iALS epoch, Cholesky',
  ials_cg: 'iALS epoch, 3 steps of CG',
  ease: 'EASE, 3,706 items',
  top10: `top-10, ${LISTS} lists`,
};
const PEER_NAMES = { ials: 'implicit', ials_cg: 'implicit', ease: 'OpenBLAS f64', ease_f32: 'OpenBLAS f32' };
console.log('| task | ours | plain JS | peers | ours / peer | plain JS / ours |\n|---|---|---|---|---|---|');
for (const [task, title] of Object.entries(TITLES)) {
  const own = median(`ours ${task}`);
  const peers = PEERS[task].map((key) => `${PEER_NAMES[key]} ${show(median(`peer ${key}`))}`).join(', ');
  const ratios = PEERS[task].map((key) => (own / median(`peer ${key}`)).toFixed(2)).join(', ');
  const slow = inPlainJs[task] ? median(`plain ${task}`) : null;
  const plainCells = slow === null ? ['', ''] : [show(slow), (slow / own).toFixed(1)];
  console.log(`| ${title} | ${show(own)} | ${plainCells[0]} | ${peers} | ${ratios} | ${plainCells[1]} |`);
}
