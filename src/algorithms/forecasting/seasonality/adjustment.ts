import { type Adjustment } from '../component.js';
import { adjust, seasonalIndices } from './decomposition.js';
import { isSeasonal } from './test.js';

const SMALLEST_INDEX = 0.01;

/** The series without its season where the test finds one: divided out of a positive series, subtracted otherwise. */
export function seasonallyAdjusted(
  y: Float64Array,
  period: number,
): { readonly y: Float64Array; readonly adjustment: Adjustment | null } {
  if (!isSeasonal(y, period)) return { y, adjustment: null };
  const ratios = y.every((value) => value > 0) ? seasonalIndices(y, period, 'multiplicative') : null;
  // An index near 0 would blow up what it divides.
  const form = ratios?.every((index) => index >= SMALLEST_INDEX) ? 'multiplicative' : 'additive';
  const indices = form === 'multiplicative' ? ratios! : seasonalIndices(y, period, form);
  return { y: adjust(y, indices, form), adjustment: { form, indices } };
}
