import { createHash } from 'node:crypto';
import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { Replay } from '../random.js';
import { found } from '../statements.js';
import { numbers } from '../tensors.js';
import { binFaults } from './bins.js';
import { type Growth, type NodeReview, review } from './growth.js';
import { type Trees } from './trees.js';

/**
 * Every tree reviewed, in order. `grow` says how it has to have been grown; `passedOver` how much more, relatively, than what
 * its nodes gained they could have gained, and goes on to the next tree.
 */
export function checkEnsemble(
  p: TensorMap,
  trees: Trees,
  seed: number,
  isAsked: boolean,
  grow: (tree: number) => Omit<Growth, 'compares'>,
  passedOver: (tree: number, nodes: readonly NodeReview[]) => number,
): Check[] {
  const { chosen, scope } = sampleTrees(p, trees, seed);
  let [leafError, gainError, illegal] = [0, 0, 0];
  trees.roots.forEach((_, tree) => {
    const growth = { ...grow(tree), compares: chosen.has(tree) };
    const nodes = review(trees, tree, growth);
    const { candidates, depths } = growth;
    for (const { node, depth, leafError: error } of nodes) {
      leafError = Math.max(leafError, error);
      if (trees.isLeaf(node)) continue;
      const isAllowed = typeof candidates === 'function' || candidates.includes(trees.feature[node]!);
      if (!trees.isLegal(node) || !isAllowed || depth >= depths) illegal++;
    }
    const gain = passedOver(tree, nodes);
    if (growth.compares) gainError = Math.max(gainError, gain);
  });
  const bins = binFaults(p, trees.features);
  const all = `all ${trees.roots.length} trees, ${trees.features.rows} rows`;
  return [
    found('structure', all + bins.given, bins.faults + illegal + (isAsked ? 0 : 1)),
    found('leaves', all, leafError),
    found('splits', scope, gainError),
  ];
}

/** Cells that may be looked at for the splits of one file. */
const BUDGET = 3e9;

/** The trees whose splits are compared with all others: every tree where that is cheap, else a draw that follows from the leaves. */
function sampleTrees(p: TensorMap, trees: Trees, seed: number): { chosen: ReadonlySet<number>; scope: string } {
  const all = trees.roots.length;
  const { rows, columns } = trees.features;
  const most = Math.max(10, Math.floor(BUDGET / (rows * columns.length * 8)));
  if (most >= all) return { chosen: new Set(trees.roots.keys()), scope: `all ${all} trees` };
  const leaves = createHash('sha256')
    .update(new Uint8Array(numbers(p, 'leaves.value').buffer))
    .digest('hex');
  const order = new Replay(seed, leaves).shuffle([...trees.roots.keys()]);
  const missed = Math.round(100 * (1 - most / all));
  return {
    chosen: new Set(order.slice(0, most)),
    scope: `${most} of ${all} trees at random: a fault in one tree is missed with probability ${missed} %`,
  };
}
