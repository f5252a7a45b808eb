import { als } from '../../../algorithms/recommendation/als/estimator.js';
import { ials } from '../../../algorithms/recommendation/ials/estimator.js';
import type { ModelFile } from '../../../contracts/model-file.js';
import { stringsFromTensors } from '../../../contracts/strings.js';
import type { GraphExporter } from './exporter.js';
import type { InputDescription } from './feature-inputs.js';
import type { Graph } from './graph.js';

const INPUTS: readonly (InputDescription & { readonly list: string })[] = [
  { input: 'user_id', column: 'user_id', kind: 'id', missing: '', list: 'users' },
  { input: 'item_id', column: 'item_id', kind: 'id', missing: '', list: 'items' },
];

/** Scores pairs of user and item. Whom the model does not know contributes nothing, neither bias nor factors. */
export const exportAls: GraphExporter = (graph, file) => {
  const { factors, mean, userBias, itemBias, userFactors, itemFactors, range } = als.fromTensors(file.parameters);
  const { user, item } = pairs(graph, file);
  const product = innerProduct(graph, user, item, { factors, userFactors, itemFactors });
  const biases = [lookUp(graph, userBias, 1, user), lookUp(graph, itemBias, 1, item)];
  const sum = [...biases, product].reduce((a, b) => graph.node('Add', [a, b]), graph.doubles([mean], [1, 1]));
  const score = graph.node('Reshape', [sum, graph.integers([-1], [1])]);
  const rating = graph.node('Clip', [score, graph.doubles([range[0]], []), graph.doubles([range[1]], [])]);
  graph.output('score', score, 'double', ['rows'], 'what recommendations are ranked by');
  graph.output('rating', rating, 'double', ['rows'], `the expected rating, within ${range[0]} and ${range[1]}`);
  return described(file);
};

export const exportIals: GraphExporter = (graph, file) => {
  const { user, item } = pairs(graph, file);
  const product = innerProduct(graph, user, item, ials.fromTensors(file.parameters));
  const score = graph.node('Reshape', [product, graph.integers([-1], [1])]);
  graph.output('score', score, 'double', ['rows'], 'what recommendations are ranked by');
  return described(file);
};

interface Factors {
  readonly factors: number;
  readonly userFactors: Float64Array;
  readonly itemFactors: Float64Array;
}

/** int64 [rows] each: indices, one past the last for an id that is unknown */
function pairs(graph: Graph, { parameters }: ModelFile): { user: string; item: string } {
  const [user, item] = INPUTS.map(({ input, list }) => {
    const ids = stringsFromTensors(list, parameters);
    const given = graph.input(input, 'string', ['rows', 1], 'as it stood in the uploaded table');
    const encoded = graph.learned('LabelEncoder', [given], {
      keys_strings: { texts: ids },
      values_int64s: { ints: [...ids.keys()] },
      default_int64: { int: ids.length },
    });
    return graph.node('Reshape', [encoded, graph.integers([-1], [1])]);
  });
  return { user: user!, item: item! };
}

/** double [rows, width]: a row of a table for each index, zeros for the one past the last */
function lookUp(graph: Graph, rows: Float64Array, width: number, indices: string): string {
  const table = new Float64Array(rows.length + width);
  table.set(rows);
  return graph.node('Gather', [graph.doubles(table, [table.length / width, width]), indices]);
}

function innerProduct(
  graph: Graph,
  user: string,
  item: string,
  { factors, userFactors, itemFactors }: Factors,
): string {
  const sides = [lookUp(graph, userFactors, factors, user), lookUp(graph, itemFactors, factors, item)];
  return graph.node('ReduceSum', [graph.node('Mul', sides), graph.integers([1], [1])], { keepdims: { int: 1 } });
}

function described({ config }: ModelFile): InputDescription[] {
  const columns = new Map(config.roles.map(({ role, column }) => [role as string, column]));
  return INPUTS.map(({ list: _, ...input }) => ({ ...input, column: columns.get(input.input) ?? input.column }));
}
