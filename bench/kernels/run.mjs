/** See README.md beside this file. Prints tables of processor times on one thread, and of wall times on two, with ratios. */
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
const { nodeThreads } = await load('../trainer/threads.ts', 'threads');
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

const problem = { precision: 'f32', factors: FACTORS, biased: false, dense: true, sides };
const ridges = [1, 2].map((threads) => {
  const ridge = new AlternatingRidge({ ...problem, threads: nodeThreads(threads) });
  ridge.write(1, { bias: new Float64Array(0), vectors: itemFactors });
  return ridge;
});
const scorer = factorScorer(
  { factors: FACTORS, userFactors, itemFactors },
  { users: new Float64Array(6040), items: new Float64Array(3706) },
);
const recommender = new Recommender(scorer, interactionsOf(data));
const LISTS = 2000;

const ours = {
  ials: (threads) => [0, 1].forEach((side) => ridges[threads - 1].solve(side)),
  ials_cg: (threads) => [0, 1].forEach((side) => ridges[threads - 1].approach(side, 3)),
  ease: (threads) => minusInvertedGram(incidence, 500, nodeThreads(threads)),
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

const peers = [1, 2].map((threads) => {
  const script = [join(here, 'peers.py'), folder, '6040', '3706', String(FACTORS), String(threads)];
  const { stdin, stdout } = spawn(options.python, script, { stdio: ['pipe', 'pipe', 'inherit'] });
  return { stdin, answers: createInterface({ input: stdout })[Symbol.asyncIterator]() };
});
for (const { answers } of peers) await answers.next();

async function timePeer(task, threads) {
  const { stdin, answers } = peers[threads - 1];
  stdin.write(`${task}\n`);
  const [cpu, wall] = (await answers.next()).value.split(' ').map(Number);
  return { cpu, wall };
}

function time(task) {
  const begun = performance.now();
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e3, wall: performance.now() - begun };
}

const PEERS = { ials: ['ials'], ials_cg: ['ials_cg'], ease: ['ease', 'ease_f32'], top10: [] };
const measured = new Map();
const note = (name, times) => measured.set(name, [...(measured.get(name) ?? []), times]);
for (let round = 0; round <= Number(options.rounds); round++) {
  for (const task of Object.keys(ours)) {
    const times = [];
    for (const threads of PEERS[task].length > 0 ? [1, 2] : [1]) {
      times.push([`ours ${task} ${threads}`, time(() => ours[task](threads))]);
      for (const peer of PEERS[task]) times.push([`peer ${peer} ${threads}`, await timePeer(peer, threads)]);
    }
    if (round === 1 && inPlainJs[task]) times.push([`plain ${task}`, time(inPlainJs[task])]);
    // The first round warms everybody up.
    if (round > 0) for (const [name, taken] of times) note(name, taken);
    console.error(round, ...times.map(([name, { cpu, wall }]) => `${name}: ${cpu | 0}, ${wall | 0};`));
  }
}
for (const { stdin } of peers) stdin.end();
for (const ridge of ridges) ridge.end();
rmSync(folder, { recursive: true });

const median = (name) => {
  const sorted = measured.get(name).map(({ cpu }) => cpu);
  return sorted.sort((a, b) => a - b)[sorted.length >> 1];
};
const best = (name) => Math.min(...measured.get(name).map(({ wall }) => wall));
const show = (ms) => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);
const TITLES = {
  ials: 'iALS epoch, Cholesky',
  ials_cg: 'iALS epoch, 3 steps of CG',
  ease: 'EASE, 3,706 items',
  top10: `top-10, ${LISTS} lists`,
};
const PEER_NAMES = { ials: 'implicit', ials_cg: 'implicit', ease: 'OpenBLAS f64', ease_f32: 'OpenBLAS f32' };
const shown = (task, threads, of) =>
  PEERS[task].map((key) => `${PEER_NAMES[key]} ${show(of(`peer ${key} ${threads}`))}`).join(', ');
const ratios = (task, threads, of) =>
  PEERS[task].map((key) => (of(`ours ${task} ${threads}`) / of(`peer ${key} ${threads}`)).toFixed(2)).join(', ');

console.log('| one thread, processor time | ours | plain JS | peers | ours / peer | plain JS / ours |');
console.log('|---|---|---|---|---|---|');
for (const [task, title] of Object.entries(TITLES)) {
  const own = median(`ours ${task} 1`);
  const slow = inPlainJs[task] ? median(`plain ${task}`) : null;
  const cells = [title, show(own), slow ? show(slow) : '', shown(task, 1, median), ratios(task, 1, median)];
  console.log(`| ${[...cells, slow ? (slow / own).toFixed(1) : ''].join(' | ')} |`);
}
console.log('\n| two threads, wall time | ours, one | ours, two | one / two | peers, two | ours / peer |');
console.log('|---|---|---|---|---|---|');
for (const task of Object.keys(TITLES).filter((key) => PEERS[key].length > 0)) {
  const [alone, together] = [best(`ours ${task} 1`), best(`ours ${task} 2`)];
  const cells = [TITLES[task], show(alone), show(together), (alone / together).toFixed(2)];
  console.log(`| ${[...cells, shown(task, 2, best), ratios(task, 2, best)].join(' | ')} |`);
}
