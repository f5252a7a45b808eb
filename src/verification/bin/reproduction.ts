import { readTensorFile } from '../../contracts/safetensors.js';
import { type Finding } from './finding.js';

/** Relative difference of a tensor up to which another processor or compiler explains it. */
const TOLERANCE = 1e-9;

/** Whether training again gave the same file, or one whose numbers differ by rounding only. */
export function reproduction(what: string, given: Uint8Array, again: Uint8Array): Finding {
  if (Buffer.compare(given, again) === 0) return { what, verdict: 'PASS', detail: 'REPRODUCED, bit for bit' };
  const [left, right] = [readTensorFile(given).tensors, readTensorFile(again).tensors];
  let worst = left.size === right.size ? 0 : Infinity;
  for (const [name, { data }] of left) {
    const other = right.get(name)?.data;
    if (!other || other.length !== data.length) return { what, verdict: 'FAIL', detail: `${name} has another shape` };
    let [difference, size] = [0, 0];
    data.forEach((value, i) => {
      difference = Math.max(difference, Math.abs(value - other[i]!));
      size = Math.max(size, Math.abs(value));
    });
    worst = Math.max(worst, difference / Math.max(size, Number.MIN_VALUE));
  }
  const verdict = worst <= TOLERANCE ? 'PASS' : 'FAIL';
  const word = verdict === 'PASS' ? 'REPRODUCED within tolerance' : 'not reproduced';
  return { what, verdict, detail: `${word}: largest relative difference ${worst.toPrecision(3)}` };
}
