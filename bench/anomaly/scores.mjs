/**
 * Every anomaly detector and `auto` beside scikit-learn and PyOD on six ODDS sets:
 *
 *     node bench/anomaly/scores.mjs [--sets=cardio,glass] [--no-peers]
 *
 * ROC-AUC of the scores of all rows against labels that no method sees; forests over ten seeds, mean and standard deviation. The
 * peers score standardised columns, as we do. `se` is that of the best AUC (Hanley & McNeil 1982): methods within it are
 * not told apart by the set. Data: DATA_DIR, else ../shared/data.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory, mean, options, ours, peers } from '../environment.mjs';
import { publish } from '../scores/published.mjs';

const SETS = ['cardio', 'glass', 'ionosphere', 'letter', 'pima', 'vowels'];
const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);

const { DETECTORS, selectDetector } = await ours('anomaly', 'algorithms/anomaly/index.ts');
const wanted = options.get('sets')?.split(',') ?? SETS;
const sets = SETS.filter((name) => wanted.includes(name)).map(loadSet);
const results = options.has('no-peers') ? [] : peers('anomaly', sets);
for (const set of sets) {
  const features = featuresOf(set);
  const rows = results.filter((result) => result.set === set.name);
  for (const detector of DETECTORS) {
    const seeds = detector.name === 'isolation_forest' ? SEEDS : [1];
    rows.push({
      name: `ours ${detector.name}`,
      aucs: seeds.map((seed) => aucOf(detector, features, set.labels, seed)),
    });
  }
  const chosen = SEEDS.map((seed) => selectDetector(features, { seed }));
  rows.push({
    name: 'ours auto',
    aucs: SEEDS.map((seed, i) => aucOf(chosen[i].best, features, set.labels, seed)),
    note: `grouping ${mean(chosen.map(({ grouping }) => grouping)).toFixed(2)}: ${[...new Set(chosen.map(({ best }) => best.name))]}`,
  });
  print(set, rows);
}

function loadSet(name) {
  const lines = readFileSync(join(dataDirectory, 'odds', `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const rows = lines.map((line) => line.split(',').map(Number));
  return { name, labels: rows.map((row) => row.pop()), rows };
}

function featuresOf({ rows }) {
  const columns = rows[0].map((_, i) => ({
    kind: 'number',
    name: `x${i}`,
    values: Float64Array.from(rows, (row) => row[i]),
  }));
  return { rows: rows.length, columns };
}

function aucOf(detector, features, labels, seed) {
  const { scores } = detector.predict(detector.fit(features, {}, { seed }), features);
  const [positive, negative] = [1, 0].map((label) => [...scores].filter((_, row) => labels[row] === label));
  let wins = 0;
  for (const a of positive) for (const b of negative) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / positive.length / negative.length;
}

function print({ name, labels, rows: { length } }, rows) {
  const positives = labels.filter((label) => label === 1).length;
  const ordered = rows.toSorted((a, b) => mean(b.aucs) - mean(a.aucs));
  const [auc, p, n] = [mean(ordered[0].aucs), positives, length - positives];
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  const se = Math.sqrt((auc * (1 - auc) + (p - 1) * (q1 - auc * auc) + (n - 1) * (q2 - auc * auc)) / (p * n));
  publish(
    'anomaly',
    rows.map(({ name: contender, aucs, note }) => ({
      dataset: name,
      metric: 'ROC-AUC',
      higherIsBetter: true,
      contender: contender.replace(/^ours /, ''),
      isOurs: contender.startsWith('ours '),
      value: mean(aucs),
      error: se,
      note,
    })),
  );
  console.log(`\n${name}: ${length} rows, ${positives} anomalies, se ${se.toFixed(3)}`);
  for (const { name: method, aucs, note } of ordered) {
    const spread = Math.sqrt(mean(aucs.map((value) => (value - mean(aucs)) ** 2)));
    console.log(
      `  ${method.padEnd(32)} ${mean(aucs).toFixed(3)}${spread > 0 ? ` ± ${spread.toFixed(3)}` : ''}${note ? `  ${note}` : ''}`,
    );
  }
}
