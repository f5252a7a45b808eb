/**
 * One table of every data set × every algorithm × `auto`, beside the peers on the same folds, into docs/scores.md:
 *
 *     node bench/scores/run.mjs [--families=tabular,forecasting] [--table-only]
 *
 * Each family's bench runs in turn (an hour or two of processor time in all) and keeps its rows in .cache/bench/scores, so that
 * one family can be measured again alone. Peers that do not install are left out. Data: DATA_DIR, else ../shared/data.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { options } from '../environment.mjs';
import { published } from './published.mjs';
import { pageOf } from './page.mjs';

const FAMILIES = ['recommendation', 'tabular', 'forecasting', 'anomaly', 'clustering'];
const root = join(import.meta.dirname, '..', '..');
const wanted = options.get('families')?.split(',') ?? FAMILIES;

if (!options.has('table-only'))
  for (const family of wanted) {
    const { status } = spawnSync(process.execPath, [join(root, 'bench', family, 'scores.mjs')], { stdio: 'inherit' });
    if (status !== 0) console.error(`${family}: its bench ended with ${status}; its rows are those of an earlier run`);
  }
const page = pageOf(FAMILIES.map((family) => ({ family, rows: published(family) })));
writeFileSync(join(root, 'docs', 'scores.md'), page);
console.log('docs/scores.md');
