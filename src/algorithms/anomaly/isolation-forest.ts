import { type TensorLike } from '../contract.js';
import { pow } from '../math/index.js';
import { RandomStream } from '../random/stream.js';
import { float64Tensor, int32Tensor, uint32Tensor, vector } from '../tabular/tensors.js';
import { detector } from './detector.js';
import { averagePathLengths, type Forest, ForestBuilder, pathLength } from './isolation-tree.js';

export interface IsolationState {
  readonly forest: Forest;
  /** ψ, rows per tree */
  readonly sampleSize: number;
}

/**
 * Score: s = 2^(−E[h]/c(ψ)) over all trees, in (0, 1]; 0.5 is an average row. Tree t draws from the stream
 * `isolation-tree-<t>` (see ForestBuilder.addTree) out of the rows in order 0 … n − 1; depth is at most ⌈log₂ ψ⌉.
 * Tensors: `sample_size` U32 [1]: ψ; `tree.roots` U32 [T + 1], `node.column` I32, `node.threshold` F64, `node.right`
 * U32, `node.path` F64 [nodes], as in Forest, columns and thresholds in the layout's encoding.
 */
export const isolationForest = detector<IsolationState>({
  name: 'isolation_forest',
  title: 'Isolation forest',
  source: 'Liu, Ting & Zhou, Isolation forest, ICDM 2008',
  properties: {
    trees: { type: 'integer', description: 'Number of trees.', default: 300, minimum: 1, maximum: 2000 },
    sample_size: {
      type: 'integer',
      description: 'Rows that each tree is grown on, without replacement; all where there are fewer.',
      default: 256,
      minimum: 2,
      maximum: 65_536,
    },
  },
  fit(points, parameters, { seed, onProgress }) {
    const sampleSize = Math.min(parameters.number('sample_size'), points.rows);
    const trees = parameters.number('trees');
    let deepest = 0;
    for (let reach = 1; reach < sampleSize; reach *= 2) deepest++;
    const builder = new ForestBuilder(points, sampleSize, deepest);
    for (let tree = 0; tree < trees; tree++) {
      builder.addTree(new RandomStream(seed, `isolation-tree-${tree}`));
      onProgress?.((tree + 1) / trees, `tree ${tree + 1} of ${trees}`);
    }
    return { forest: builder.build(), sampleSize };
  },
  score({ forest, sampleSize }, { rows, columns, data }) {
    const trees = forest.roots.length - 1;
    const unit = averagePathLengths(sampleSize)[sampleSize]!;
    return Float64Array.from({ length: rows }, (_, row) => {
      let total = 0;
      for (let tree = 0; tree < trees; tree++) total += pathLength(forest, tree, data, row * columns);
      // A single training row has no path: everything is as far from it as it is.
      return unit > 0 ? pow(2, -total / trees / unit) : 0.5;
    });
  },
  toTensors: ({ forest, sampleSize }): [string, TensorLike][] => [
    ['sample_size', vector(Uint32Array.of(sampleSize))],
    ['tree.roots', vector(forest.roots)],
    ['node.column', vector(forest.column)],
    ['node.threshold', vector(forest.threshold)],
    ['node.right', vector(forest.right)],
    ['node.path', vector(forest.path)],
  ],
  fromTensors: (tensors) => ({
    sampleSize: uint32Tensor(tensors, 'sample_size')[0] ?? 0,
    forest: {
      roots: uint32Tensor(tensors, 'tree.roots'),
      column: int32Tensor(tensors, 'node.column'),
      threshold: float64Tensor(tensors, 'node.threshold'),
      right: uint32Tensor(tensors, 'node.right'),
      path: float64Tensor(tensors, 'node.path'),
    },
  }),
  memory: (rows, columns, parameters) =>
    8 * rows + 64 * parameters.number('trees') * 2 * Math.min(rows, parameters.number('sample_size')) + 24 * columns,
});
