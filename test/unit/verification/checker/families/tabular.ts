import {
  type ClassificationData,
  type Feature,
  type Parameters,
  type RegressionData,
} from '../../../../../src/algorithms/contract.js';
import { type TensorLike } from '../../../../../src/algorithms/contract.js';
import { type Check } from '../../../../../src/contracts/check.js';
import { type Tensor } from '../../../../../src/contracts/safetensors.js';
import { type Features } from '../../../../../src/verification/checker/features.js';
import { lcg } from '../../dense.js';

/** Three numbers on different scales and two categories, one with a level that no row has; a target of both kinds. */
export function tabularData(seed: number, rows = 120, classes = 2) {
  const next = lcg(seed);
  const bell = () => next() + next() + next() - 1.5;
  const numbers = [1, 100, 0.01].map((scale) => Float64Array.from({ length: rows }, () => scale * (3 + bell())));
  // Ties, so that thresholds between equal values are met.
  numbers[1]!.forEach((value, i) => (numbers[1]![i] = Math.round(value / 10) * 10));
  const codes = [3, 4].map((levels) => Int32Array.from({ length: rows }, () => Math.floor(next() * levels)));
  const columns: Feature[] = [
    ...numbers.map((values, i) => ({ kind: 'number' as const, name: `n${i}`, values })),
    { kind: 'category', name: 'c0', codes: codes[0]!, levels: ['a', 'b', 'c'] },
    { kind: 'category', name: 'c1', codes: codes[1]!, levels: ['p', 'q', 'r', 's', 'never'] },
  ];
  const score = (i: number) => 2 * numbers[0]![i]! - numbers[1]![i]! / 50 + codes[0]![i]! + bell();
  const target = Float64Array.from({ length: rows }, (_, i) => score(i));
  const cuts = target.toSorted();
  const labels = Int32Array.from(target, (y) => {
    let label = 0;
    while (label + 1 < classes && y + bell() > cuts[Math.floor(((label + 1) * rows) / classes)]!) label++;
    return label;
  });
  for (let k = 0; k < classes; k++) labels[k] = k;
  const features = { rows, columns };
  const regression: RegressionData = { features, target };
  const classification: ClassificationData = {
    features,
    labels,
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
  };
  return { regression, classification };
}

/** The same features as the checker reads them. */
export const checkerFeatures = ({ rows, columns }: { rows: number; columns: readonly Feature[] }): Features => ({
  rows,
  columns: columns.map((column) =>
    column.kind === 'number' ? { values: column.values } : { codes: column.codes, levels: column.levels.length },
  ),
});

/** Verdicts other than PASS, with their values. */
export const failed = (checks: readonly Check[]) =>
  checks.filter(({ verdict }) => verdict !== 'PASS').map(({ id, verdict, value }) => `${id} ${verdict} ${value}`);

export const tensorsOf = (tensors: ReadonlyMap<string, TensorLike>) => new Map<string, Tensor>(tensors);

/** A copy with one cell of a tensor changed. */
export function nudged(p: ReadonlyMap<string, Tensor>, name: string, at: number, change: (value: number) => number) {
  const tensor = p.get(name)!;
  const data = tensor.data.slice();
  data[at] = change(data[at]!);
  return new Map([...p, [name, { shape: tensor.shape, data }]]);
}

/** Every parameter of a schema at its default, but for those given. */
export const complete = (
  schema: { properties: Readonly<Record<string, { readonly default: number | string | boolean | null }>> },
  given: Parameters = {},
): Parameters => ({
  ...Object.fromEntries(Object.entries(schema.properties).map(([name, property]) => [name, property.default])),
  ...given,
});
