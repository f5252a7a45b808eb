import { z } from 'zod';
import { type Tensor, type TensorFile, TensorFileError } from './safetensors.js';
import { jsonFromTensor, jsonToTensor, stringsFromTensors, stringsToTensors, tensorOf } from './strings.js';

/**
 * The typed table: what the sanitizer's stage 2 hands to the trainer and the checker. Typed and repaired, columns that
 * serve nothing dropped, but *not filled*: a fill is learned on training rows only and belongs to the recipe.
 */
export type TableColumn =
  /** `values`: NaN is missing; datetime: milliseconds since 1970 UTC; boolean: 0 or 1 */
  | { readonly name: string; readonly kind: 'number' | 'datetime' | 'boolean'; readonly values: Float64Array }
  /** `codes`: index into `levels`, −1 is missing; levels in order of first appearance */
  | {
      readonly name: string;
      readonly kind: 'category' | 'text';
      readonly codes: Int32Array;
      readonly levels: readonly string[];
    };

export interface Table {
  readonly columns: readonly TableColumn[];
  /** for each row its record number in the original file: 1 is the first record after the header */
  readonly sourceRows: Uint32Array;
}

const FORMAT = 'algoapi-table/1';
const ColumnHeads = z
  .array(z.strictObject({ name: z.string(), kind: z.enum(['number', 'datetime', 'boolean', 'category', 'text']) }))
  .max(100_000);

export function tableToTensors(table: Table): TensorFile {
  const heads = table.columns.map(({ name, kind }) => ({ name, kind }));
  const tensors = new Map<string, Tensor>([
    ['columns.json', jsonToTensor(JSON.stringify(heads))],
    ['rows.source', { shape: [table.sourceRows.length], data: table.sourceRows }],
  ]);
  table.columns.forEach((column, i) => {
    if ('values' in column) {
      tensors.set(`c${i}.values`, { shape: [column.values.length], data: column.values });
    } else {
      tensors.set(`c${i}.codes`, { shape: [column.codes.length], data: column.codes });
      for (const [name, tensor] of stringsToTensors(`c${i}.levels`, column.levels)) tensors.set(name, tensor);
    }
  });
  return { metadata: new Map([['format', FORMAT]]), tensors };
}

/** Throws TensorFileError unless every column has one valid cell for every row. */
export function tableFromTensors({ metadata, tensors }: TensorFile): Table {
  if (metadata.get('format') !== FORMAT) throw new TensorFileError(`not a table of format ${FORMAT}`);
  const heads = ColumnHeads.safeParse(jsonFromTensor(tensors, 'columns.json'));
  if (!heads.success) throw new TensorFileError('columns.json: malformed');
  const sourceRows = tensorOf(tensors, 'rows.source', Uint32Array);
  const columns = heads.data.map(({ name, kind }, i): TableColumn => {
    if (kind === 'category' || kind === 'text') {
      const codes = tensorOf(tensors, `c${i}.codes`, Int32Array);
      const levels = stringsFromTensors(`c${i}.levels`, tensors);
      if (codes.some((code) => code < -1 || code >= levels.length))
        throw new TensorFileError(`c${i}: a code has no level`);
      return { name, kind, codes, levels };
    }
    return { name, kind, values: tensorOf(tensors, `c${i}.values`, Float64Array) };
  });
  for (const column of columns) {
    const cells = 'values' in column ? column.values.length : column.codes.length;
    if (cells !== sourceRows.length) throw new TensorFileError('columns differ in length');
  }
  return { columns, sourceRows };
}
