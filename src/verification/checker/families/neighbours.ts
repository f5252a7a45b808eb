import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { assertShape, type Feature, type Features, standardization } from '../features.js';
import { type Settings } from '../settings.js';
import { differing, integers, numbers } from '../tensors.js';
import { backward, exact } from '../verdict.js';

/** Cover & Hart (IEEE Trans. Inf. Theory 13, 1967): the model is its rows; `answers` are their labels or targets. */
export function checkNeighbours(
  p: TensorMap,
  settings: Settings,
  features: Features,
  answers: Int32Array | Float64Array,
): Check[] {
  assertShape(p, features);
  const [center, scale] = moments(features);
  const stored = numbers(p, 'rows.numbers');
  const cells = features.columns.flatMap((column, f) =>
    'values' in column ? [column.values.map((x) => (x - center[f]!) / scale[f]!)] : [],
  );
  const error = stored.reduce((max, z, at) => {
    const expected = cells[at % cells.length]![Math.floor(at / cells.length)]!;
    return Math.max(max, Math.abs(z - expected) / Math.max(1, Math.abs(expected)));
  }, 0);
  const categories = features.columns.flatMap((column) => ('values' in column ? [] : [column.codes]));
  const codes = Int32Array.from(
    { length: categories.length * features.rows },
    (_, at) => categories[at % categories.length]![Math.floor(at / categories.length)]!,
  );
  const scope = `${features.rows} rows, all`;
  const k = Math.min(settings.number('k'), features.rows);
  const isWeighted = settings.text('weights') === 'distance' ? 1 : 0;
  return [
    exact(
      { id: 'rows', scope, implies: 'the model holds every row with its answer, and k as asked' },
      differing(p, 'rows.codes', codes) +
        Math.abs(stored.length - cells.length * features.rows) +
        differing(p, answers instanceof Int32Array ? 'labels' : 'target', answers) +
        differing(p, 'k', Float64Array.of(k)) +
        differing(p, 'is_weighted', Float64Array.of(isWeighted)),
    ),
    backward({ id: 'numbers', scope, implies: 'numbers are centred and scaled by the fitted rows' }, error),
  ];
}

/**
 * The k rows of smallest d² = Σ (difference of standardized numbers)² + number of categories that differ, by brute force
 * under (d², row), and the share of each: alike, or ∝ 1/√(d² + 10⁻¹²) (Dudani, IEEE Trans. SMC 6, 1976).
 */
export function forEachNeighbour(
  p: TensorMap,
  queries: Features,
  visit: (query: number, row: number, share: number) => void,
): void {
  assertShape(p, queries);
  const [center, scale] = [numbers(p, 'columns.center'), numbers(p, 'columns.scale')];
  const [cells, codes] = [numbers(p, 'rows.numbers'), integers(p, 'rows.codes')];
  const [k, isWeighted] = [numbers(p, 'k', 1)[0]!, numbers(p, 'is_weighted', 1)[0] === 1];
  const own = queries.columns.map((column, f): Feature =>
    'values' in column ? { values: column.values.map((x) => (x - center[f]!) / scale[f]!) } : column,
  );
  const wide = own.flatMap((column) => ('values' in column ? [column.values] : []));
  const named = own.flatMap((column) => ('values' in column ? [] : [column.codes]));
  const rows = wide.length > 0 ? cells.length / wide.length : codes.length / named.length;
  const distances = new Float64Array(rows);
  for (let query = 0; query < queries.rows; query++) {
    for (let row = 0; row < rows; row++) {
      let distance = 0;
      for (let j = 0; j < wide.length; j++) {
        const difference = wide[j]![query]! - cells[row * wide.length + j]!;
        distance += difference * difference;
      }
      for (let j = 0; j < named.length; j++)
        if (named[j]![query]! < 0 || named[j]![query] !== codes[row * named.length + j]) distance++;
      distances[row] = distance;
    }
    const nearest = smallest(distances, k);
    const weights = nearest.map((row) => (isWeighted ? 1 / Math.sqrt(distances[row]! + 1e-12) : 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    nearest.forEach((row, i) => visit(query, row, weights[i]! / total));
  }
}

/** Indices of the n smallest, ascending by (value, index). */
export function smallest(values: Float64Array, n: number): number[] {
  const found: number[] = [];
  values.forEach((value, index) => {
    if (found.length === n && !(value < values[found[n - 1]!]!)) return;
    let place = found.length;
    while (place > 0 && values[found[place - 1]!]! > value) place--;
    found.splice(place, 0, index);
    found.length = Math.min(found.length, n);
  });
  return found;
}

/** Per feature; 0 and 1 for a category. */
function moments(features: Features): [center: Float64Array, scale: Float64Array] {
  const wide = {
    ...features,
    columns: features.columns.map((column) => ('values' in column ? column : { ...column, levels: 1 })),
  };
  return standardization(wide);
}
