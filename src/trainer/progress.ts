import { type Stage } from '../contracts/messages.js';
import { type Program } from '../contracts/program.js';
import { type FitContext } from '../algorithms/contract.js';

/** The share of the whole job that one step takes. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Turns a step's own progress (0..1) into events of the job. */
export function progressIn(program: Program, stage: Stage, { from, to }: Span): NonNullable<FitContext['onProgress']> {
  return (done, message, figures) => program.event({ stage, progress: from + done * (to - from), message, figures });
}
