/** The words (i32) through which a crew agrees on its job: shared, and changed by Atomics alone while a job is open. */
export const WORDS = {
  /** number of the job, below zero at the end of all; helpers wait for it to change */
  JOB: 0,
  /** helpers at work, less CLOSED where nobody may begin; the crew waits for it to come to −CLOSED */
  GATE: 1,
  /** where the next chunk begins */
  NEXT: 2,
  /** least row that a function stopped at, the number of rows where none did */
  STOPPED: 3,
  /** threads that broke down in the job */
  BROKEN: 4,
  ROWS: 5,
  CHUNK: 6,
  /** index into `names` */
  NAME: 7,
  /** of arguments, which follow from ARGUMENTS on: integers */
  ARGUMENT_COUNT: 8,
  ARGUMENTS: 9,
} as const;

export const CLOSED = 1 << 30;
export const MAX_ARGUMENTS = 32;

/**
 * A kernel's function over a range of rows: works on rows from .. to − 1 and returns `to`, or the row that it stopped at. Its
 * last argument is scratch memory of the calling thread's own. A row's result depends on no other row of the same call.
 */
export type RangeFunction = (from: number, to: number, ...addresses: number[]) => number;

/** The part of a job that one thread takes: chunk after chunk, until none is left. */
export function takeChunks(words: Int32Array, at: typeof WORDS, run: RangeFunction, scratch: number): void {
  const rows = words[at.ROWS]!;
  const chunk = words[at.CHUNK]!;
  const given = words.subarray(at.ARGUMENTS, at.ARGUMENTS + words[at.ARGUMENT_COUNT]!);
  for (;;) {
    const from = Atomics.add(words, at.NEXT, chunk);
    if (from >= rows) return;
    const to = Math.min(rows, from + chunk);
    const reached = run(from, to, ...given, scratch);
    if (reached === to) continue;
    let least = Atomics.load(words, at.STOPPED);
    while (reached < least) {
      const found = Atomics.compareExchange(words, at.STOPPED, least, reached);
      if (found === least) break;
      least = found;
    }
  }
}
