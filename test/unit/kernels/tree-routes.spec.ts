import { expect, it } from 'vitest';
import { RowRouter, type TreeNodes } from '../../../src/algorithms/kernels/trees/routes.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

const stream = new RandomStream(31, 'test');
const ROWS = 700;
/** two numbers, with many equal values, and a category of 256 bins */
const columns = [
  Float64Array.from({ length: ROWS }, () => stream.below(20) / 4),
  Float64Array.from({ length: ROWS }, () => stream.uniform() - 0.5),
  Float64Array.from({ length: ROWS }, () => stream.below(256)),
];
const isCategory = Uint8Array.of(0, 0, 1);

/** Two trees in one ensemble, so that children, leaves and sets of the second do not start at 0. */
function grow(trees: number, leaves: number) {
  const [feature, left, threshold, sets, roots]: [number[], number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
    [],
  ];
  let leafCount = 0;
  for (let tree = 0; tree < trees; tree++) {
    const open = [feature.length];
    roots.push(feature.length);
    const addNode = () => feature.push(-1) + left.push(0) * 0 + threshold.push(0) * 0 - 1;
    addNode();
    while (open.length < leaves) {
      const node = open.splice(stream.below(open.length), 1)[0]!;
      const split = stream.below(3);
      feature[node] = split;
      threshold[node] = split === 2 ? sets.length / 8 : columns[split]![stream.below(ROWS)]!;
      if (split === 2) for (let word = 0; word < 8; word++) sets.push(stream.uint32());
      left[node] = addNode();
      open.push(left[node], addNode());
    }
    for (const node of open) threshold[node] = leafCount++;
  }
  const arrays = {
    feature: Int32Array.from(feature),
    left: Int32Array.from(left),
    threshold: Float64Array.from(threshold),
    sets: Uint32Array.from(sets),
  };
  return roots.map((first, tree): TreeNodes => ({ first, end: roots[tree + 1] ?? feature.length, ...arrays }));
}

/** The JavaScript twin. */
function leafOf({ first, feature, left, threshold, sets }: TreeNodes, row: number): number {
  let node = first;
  for (let split = feature[node]!; split >= 0; split = feature[node]!) {
    const cell = columns[split]![row]!;
    const limit = threshold[node]!;
    const word = sets[8 * limit + Math.floor(cell / 32)]!;
    const goesLeft = isCategory[split] === 1 ? ((word >>> (cell % 32)) & 1) === 1 : cell <= limit;
    node = left[node]! + (goesLeft ? 0 : 1);
  }
  return threshold[node]!;
}

it('rows reach the leaves that the twin finds, tree after tree, larger and smaller ones', () => {
  const router = new RowRouter(ROWS, columns, isCategory);
  for (const tree of [...grow(2, 5), ...grow(3, 200), ...grow(2, 1)]) {
    const expected = Array.from({ length: ROWS }, (_, row) => leafOf(tree, row));
    expect([...router.route(tree)]).toEqual(expected);
  }
});
