import { type RecipeColumn } from '../../../contracts/recipe.js';
import { budgetFor, ColumnDecoder, LEVEL, VALUE } from '../cells/column-decoder.js';
import { KEY_ROLES } from '../roles/families.js';
import { type RecordSource, type SetAside } from '../stage1/record-source.js';
import { type RecordView } from '../tokenize/record.js';
import { type ColumnPlan, replan } from './column-plan.js';
import { ColumnStatistics, MAX_DISTINCT } from './column-statistics.js';
import { DuplicateRows } from './duplicate-rows.js';
import { type SanitizeRequest } from './options.js';
import { RowSample } from './row-sample.js';
import { RowSet } from './row-set.js';

/** What pass 1 found: enough to decide everything that pass 2 writes. */
export interface Scan {
  readonly plans: readonly ColumnPlan[];
  readonly statistics: readonly ColumnStatistics[];
  readonly records: number;
  readonly kept: number;
  readonly duplicates: RowSet;
  /** of the kept rows; null where no target is to be compared with */
  readonly sample: RowSample | null;
}

/** Values are counted again with a better reading at most this often. */
const MAX_SCANS = 3;

/**
 * Pass 1 over all rows. Where the whole of a column contradicts the reading that the sample suggested, the column is
 * planned anew and the pass repeated, so that statistics are always those of the reading in force.
 */
export async function scanTable(
  source: RecordSource,
  plans: readonly ColumnPlan[],
  request: SanitizeRequest,
  removeDuplicates: boolean,
  onBytes: (bytes: number) => void,
): Promise<Scan> {
  let current = plans;
  for (let attempt = 1; ; attempt++) {
    const scan = await scanOnce(source, current, removeDuplicates, onBytes);
    const revised = scan.statistics.map((statistics, i) => revise(current[i]!, statistics, source, request));
    const stable = revised.every((plan, i) => plan === current[i]);
    if (stable || attempt === MAX_SCANS) return scan;
    current = revised;
  }
}

async function scanOnce(
  source: RecordSource,
  plans: readonly ColumnPlan[],
  removeDuplicates: boolean,
  onBytes: (bytes: number) => void,
): Promise<Scan> {
  const width = plans.length;
  const sketchSize = 2 * Math.max(512, Math.min(1 << 14, Math.floor((1 << 21) / width)));
  const maxDistinct = Math.max(64, Math.min(MAX_DISTINCT, Math.floor((1 << 18) / width)));
  const statistics = plans.map(
    ({ column }) =>
      new ColumnStatistics(new ColumnDecoder(column, source.dialect, budgetFor(width)), sketchSize, maxDistinct),
  );
  const keys = keyColumns(plans);
  const repeated = new DuplicateRows();
  const hasTarget = plans.some(({ column: { role } }) => role === 'target');
  const sample = hasTarget ? new RowSample(width, sampleRows(width)) : null;
  const cell = (i: number) => (states[i] === VALUE ? values[i]! : states[i] === LEVEL && ids[i]! >= 0 ? ids[i]! : NaN);
  const duplicates = new RowSet();
  const [states, values, ids] = [new Uint8Array(width), new Float64Array(width), new Int32Array(width)];
  let kept = 0;

  const onRow = (view: RecordView, row: number) => {
    if (repeated.add(view)) {
      duplicates.add(row);
      if (removeDuplicates) return;
    }
    for (let i = 0; i < width; i++) {
      const { decoder } = statistics[i]!;
      decoder.decode(view, i);
      states[i] = decoder.state;
      values[i] = decoder.value;
      ids[i] = decoder.id;
    }
    for (const key of keys) if (!isUsable(states[key]!)) return;
    kept++;
    for (let i = 0; i < width; i++) statistics[i]!.add(states[i]!, values[i]!, ids[i]!);
    if (sample?.wants()) sample.add(cell);
  };
  const records = await source.run({
    onRow,
    onSetAside: ignore,
    onChunk: (bytes) => Promise.resolve(onBytes(bytes)),
  });
  return { plans, statistics, records, kept, duplicates, sample };
}

/** 16 MB of numbers for all columns together. */
const sampleRows = (width: number): number => 2 * Math.max(32, Math.min(1 << 11, Math.floor((1 << 20) / width)));

const ignore = (_aside: SetAside): void => undefined;

/** Neither missing nor unreadable. */
export const isUsable = (state: number): boolean => state === VALUE || state === LEVEL;

export function keyColumns(plans: readonly ColumnPlan[]): number[] {
  return plans.flatMap(({ column: { role } }, i) => (role !== null && KEY_ROLES.has(role) ? [i] : []));
}

/** Examples for the values that the decoder read without remembering how they were spelled. */
function addExamples(values: Map<string, number>, column: RecipeColumn, verbatim: number, plain: number): void {
  const add = (text: string, count: number) => {
    if (count > 0) values.set(text, (values.get(text) ?? 0) + count);
  };
  const { number, datetime } = column;
  if (number) {
    add(number.decimal === '.' ? '1.5' : '15', verbatim);
    add(number.thousands === '' ? `1${number.decimal}5` : `1${number.thousands}234${number.decimal}5`, plain);
  } else if (datetime?.order === 'ymd') {
    add('2001-02-03', verbatim + plain);
  }
}

function revise(
  plan: ColumnPlan,
  statistics: ColumnStatistics,
  source: RecordSource,
  request: SanitizeRequest,
): ColumnPlan {
  const { decoder } = statistics;
  const values = new Map<string, number>();
  statistics.counts.forEach((count, id) => {
    if (count > 0) values.set(decoder.spellings.text(id).trim(), count);
  });
  const remembered = statistics.counts.reduce((sum, count) => sum + count, 0);
  const unspelled = statistics.present - remembered - statistics.unremembered;
  addExamples(values, plan.column, unspelled - decoder.plainCells, decoder.plainCells);
  if (values.size === 0) return plan;
  const revised = replan(plan, values, source.dialect, request);
  return sameReading(plan, revised) ? plan : revised;
}

function sameReading(a: ColumnPlan, b: ColumnPlan): boolean {
  const reading = ({ column: { kind, number, datetime } }: ColumnPlan) =>
    `${kind} ${number?.decimal} ${number?.thousands} ${number?.percent} ${number?.currency.join()} ${datetime?.order}`;
  return reading(a) === reading(b);
}
