import { SET_WORDS } from './ensemble.js';

/** The chosen bins, and those that are not present if these go left. */
export function binSet(chosen: Iterable<number>, present: Iterable<number>, absentGoLeft: boolean): Uint32Array {
  const words = new Uint32Array(SET_WORDS);
  if (absentGoLeft) {
    words.fill(0xffffffff);
    for (const bin of present) words[bin >>> 5]! &= ~(1 << (bin & 31));
  }
  for (const bin of chosen) words[bin >>> 5]! |= 1 << (bin & 31);
  return words;
}
