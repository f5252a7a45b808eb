import type { ModelFile } from '../../../contracts/model-file.js';
import { Recipe, type RecipeColumn } from '../../../contracts/recipe.js';
import type { Graph } from './graph.js';

/** A column of the model's table, inside of the graph. */
export type GraphFeature =
  /** double [rows, 1] */
  | { readonly kind: 'number'; readonly value: string }
  /** int64 [rows]: 0 … levels − 1, and `levels` for a level that training did not see */
  | { readonly kind: 'category'; readonly code: string; readonly levels: number };

/** What a caller has to send, for the file's metadata. */
export interface InputDescription {
  readonly input: string;
  readonly column: string;
  readonly kind: string;
  /** what stands for a missing cell */
  readonly missing: 'NaN' | '';
}

export interface GraphFeatures {
  readonly features: readonly GraphFeature[];
  readonly inputs: readonly InputDescription[];
}

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * One input of the graph for each column that the model reads, [rows, 1]: texts for categories, doubles for the rest. The
 * recipe's fills, spellings, levels and missing-indicators are part of the graph, in the order in which the model's features
 * stand (algorithms/tabular/features.ts). `taken`: names of outputs, which no input may have.
 */
export function featureInputs(graph: Graph, { config, recipe }: ModelFile, taken: ReadonlySet<string>): GraphFeatures {
  const others = new Set(config.roles.filter(({ role }) => role !== 'feature').map(({ column }) => column));
  const columns = Recipe.parse(recipe).columns.filter(
    ({ dropped, role, name, kind }) => dropped === null && role !== 'target' && kind !== 'text' && !others.has(name),
  );
  const inputs: InputDescription[] = [];
  const features = columns.flatMap((column, i) => {
    const isFree = IDENTIFIER.test(column.name) && !taken.has(column.name);
    const input = isFree ? column.name : `column-${i}`;
    inputs.push({ input, column: column.name, kind: column.kind, missing: column.kind === 'category' ? '' : 'NaN' });
    return column.kind === 'category' ? category(graph, input, column) : number(graph, input, column);
  });
  return { features, inputs };
}

const MEANING: Readonly<Record<string, string>> = {
  number: 'a number',
  boolean: '1 for true, 0 for false',
  datetime: 'milliseconds since 1970-01-01 UTC',
};

function number(graph: Graph, input: string, { name, kind, fill, indicator }: RecipeColumn): GraphFeature[] {
  const given = graph.input(
    input,
    'double',
    ['rows', 1],
    `column "${name}": ${MEANING[kind]}; NaN where it is missing`,
  );
  const isMissing = graph.node('IsNaN', [given]);
  const filled =
    typeof fill.value === 'number'
      ? graph.node('Where', [isMissing, graph.doubles([fill.value], [1, 1]), given])
      : given;
  const feature: GraphFeature = { kind: 'number', value: filled };
  return indicator ? [feature, { kind: 'number', value: graph.cast(isMissing, 'double') }] : [feature];
}

function category(
  graph: Graph,
  input: string,
  { name, levels, aliases, fill, indicator }: RecipeColumn,
): GraphFeature[] {
  const given = graph.input(input, 'string', ['rows', 1], `column "${name}": a text; empty where it is missing`);
  const known = levels ?? [];
  const unseen = known.length;
  const codes = new Map(known.map((level, code) => [level, code]));
  const codeOf = (level: unknown) => (typeof level === 'string' ? (codes.get(level) ?? unseen) : unseen);
  const keys = new Map([...codes, ...aliases.map(([spelling, level]) => [spelling, codeOf(level)] as const)]);
  keys.set('', codeOf(fill.value));
  const encoded = graph.learned('LabelEncoder', [given], {
    keys_strings: { texts: [...keys.keys()] },
    values_int64s: { ints: [...keys.values()] },
    default_int64: { int: unseen },
  });
  const code = graph.node('Reshape', [encoded, graph.integers([-1], [1])]);
  const feature: GraphFeature = { kind: 'category', code, levels: unseen };
  return indicator ? [feature, { kind: 'number', value: emptyTexts(graph, given) }] : [feature];
}

/** double [rows, 1]: 1 where a text is empty */
function emptyTexts(graph: Graph, given: string): string {
  const floats = graph.learned('LabelEncoder', [given], {
    keys_strings: { texts: [''] },
    values_floats: { floats: Float32Array.of(1) },
    default_float: { float: 0 },
  });
  return graph.cast(floats, 'double');
}
