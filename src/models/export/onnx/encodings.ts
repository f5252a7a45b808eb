import type { ColumnLayout } from '../../../algorithms/linear/layout.js';
import type { Graph } from './graph.js';
import type { GraphFeature } from './feature-inputs.js';

/** double [rows, columns]: points in space as algorithms/encoding/dense.ts makes them; an unseen level is 0 in all columns. */
export function densePoints(
  graph: Graph,
  { offsets, center, scale }: ColumnLayout,
  features: readonly GraphFeature[],
): string {
  const parts = features.flatMap((feature, i) => {
    const at = offsets[i]!;
    if (feature.kind === 'number') return [standardized(graph, feature.value, center[at]!, scale[at]!)];
    if (feature.levels === 0) return [];
    const column = graph.node('Reshape', [feature.code, graph.integers([-1, 1], [2])]);
    const levels = graph.integers([...Array(feature.levels).keys()], [1, feature.levels]);
    return [graph.cast(graph.node('Equal', [column, levels]), 'double')];
  });
  return graph.concat(parts);
}

/** double [rows, outputs]: what each feature adds to each output, summed; null for no features. `weight(column, output)` */
export function linearSum(
  graph: Graph,
  { offsets, center, scale }: ColumnLayout,
  features: readonly GraphFeature[],
  outputs: number,
  weight: (column: number, output: number) => number,
): string | null {
  const numbers = features.flatMap((feature, i) => (feature.kind === 'number' ? [{ feature, at: offsets[i]! }] : []));
  const terms = features.flatMap((feature, i) =>
    feature.kind === 'category'
      ? [levelTable(graph, feature, outputs, (level, k) => weight(offsets[i]! + level, k))]
      : [],
  );
  if (numbers.length > 0) {
    const z = graph.concat(
      numbers.map(({ feature, at }) => standardized(graph, feature.value, center[at]!, scale[at]!)),
    );
    const weights = numbers.flatMap(({ at }) => Array.from({ length: outputs }, (_, k) => weight(at, k)));
    terms.push(graph.node('MatMul', [z, graph.doubles(weights, [numbers.length, outputs])]));
  }
  return terms.length === 0 ? null : terms.reduce((sum, term) => graph.node('Add', [sum, term]));
}

/** double [rows, outputs]: a row of a table for each level; 0 for an unseen one */
export function levelTable(
  graph: Graph,
  { code, levels }: Extract<GraphFeature, { kind: 'category' }>,
  outputs: number,
  value: (level: number, output: number) => number,
): string {
  const table = new Float64Array((levels + 1) * outputs);
  for (let level = 0; level < levels; level++)
    for (let k = 0; k < outputs; k++) table[level * outputs + k] = value(level, k);
  return graph.node('Gather', [graph.doubles(table, [levels + 1, outputs]), code]);
}

function standardized(graph: Graph, value: string, center: number, scale: number): string {
  const shifted = center === 0 ? value : graph.node('Sub', [value, graph.doubles([center], [1, 1])]);
  return scale === 1 ? shifted : graph.node('Div', [shifted, graph.doubles([scale], [1, 1])]);
}
