import { type Check } from '../../../contracts/check.js';
import { type TensorMap } from '../../../contracts/safetensors.js';
import { assertShape, type Features, standardization } from '../features.js';
import { smallest, total, vector } from '../numeric.js';
import { type Settings } from '../settings.js';
import { found } from '../statements.js';
import { differenceOf, differing, integers, numbers } from '../tensors.js';

/** Cover & Hart (IEEE Trans. Inf. Theory 13, 1967): the model is its rows; `answers` are their labels or targets. */
export function checkNeighbours(
  p: TensorMap,
  settings: Settings,
  features: Features,
  answers: Int32Array | Float64Array,
): Check[] {
  assertShape(p, features);
  // One moment for each feature: 0 and 1 for a category.
  const narrow = features.columns.map((column) => ('values' in column ? column : { ...column, levels: 1 }));
  const { center, scale } = standardization({ ...features, columns: narrow });
  const { cells, codes } = partsOf(features, center, scale);
  const byRow = (columns: readonly ArrayLike<number>[]) =>
    vector(columns.length * features.rows, (at) => columns[at % columns.length]![Math.floor(at / columns.length)]!);
  const held = {
    'rows.codes': Int32Array.from(byRow(codes)),
    [answers instanceof Int32Array ? 'labels' : 'target']: answers,
    k: Float64Array.of(Math.min(settings.number('k'), features.rows)),
    is_weighted: Float64Array.of(settings.text('weights') === 'distance' ? 1 : 0),
  };
  const scope = `${features.rows} rows, all`;
  return [
    found('rows', scope, differing(p, held)),
    found('numbers', scope, differenceOf(p, { 'rows.numbers': byRow(cells) })),
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
  const own = partsOf(queries, numbers(p, 'columns.center'), numbers(p, 'columns.scale'));
  const [cells, codes] = [numbers(p, 'rows.numbers'), integers(p, 'rows.codes')];
  const [wide, named] = [own.cells.length, own.codes.length];
  const [k, isWeighted] = [numbers(p, 'k', 1)[0]!, numbers(p, 'is_weighted', 1)[0] === 1];
  const rows = wide > 0 ? cells.length / wide : codes.length / named;
  for (let query = 0; query < queries.rows; query++) {
    const squares = vector(rows, (row) => {
      let square = 0;
      for (let j = 0; j < wide; j++) {
        const difference = own.cells[j]![query]! - cells[row * wide + j]!;
        square += difference * difference;
      }
      for (let j = 0; j < named; j++) {
        const code = own.codes[j]![query]!;
        if (code < 0 || code !== codes[row * named + j]) square++;
      }
      return square;
    });
    const nearest = smallest(squares, k);
    const weights = nearest.map((row) => (isWeighted ? 1 / Math.sqrt(squares[row]! + 1e-12) : 1));
    const all = total(weights);
    nearest.forEach((row, i) => visit(query, row, weights[i]! / all));
  }
}

/** Standardized numbers and codes, by column. */
const partsOf = ({ columns }: Features, center: Float64Array, scale: Float64Array) => ({
  cells: columns.flatMap((column, f) =>
    'values' in column ? [column.values.map((x) => (x - center[f]!) / scale[f]!)] : [],
  ),
  codes: columns.flatMap((column) => ('values' in column ? [] : [column.codes])),
});
