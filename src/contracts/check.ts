import { z } from 'zod';
import { TrainJob } from './job.js';
import { TrainResult } from './train-result.js';

/** What the independent checker is asked and what it answers. Inputs: `table`, `model`, `evaluation` (see model-file.ts). */
export const CheckJob = z.strictObject({
  command: z.literal('check'),
  claim: TrainResult,
  /** what the client asked the trainer for: the claim has to be an answer to it */
  request: TrainJob.omit({ command: true, resources: true }),
  resources: z.strictObject({ memory_bytes: z.number().int().positive(), threads: z.number().int().min(1).max(64) }),
});
export type CheckJob = z.infer<typeof CheckJob>;

/** EXACT: counts, routing, order. BACKWARD: scaled residual. GAP: duality gap with its radius. */
export const Check = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/),
  class: z.enum(['EXACT', 'BACKWARD', 'GAP']),
  /** what was looked at: all rows, or a sample with its error probability */
  scope: z.string().max(300),
  value: z.number(),
  tol: z.number().nonnegative(),
  /** what follows if it holds, in words */
  implies: z.string().max(500),
  verdict: z.enum(['PASS', 'FAIL', 'INDETERMINATE']),
});
export type Check = z.infer<typeof Check>;

export const CheckResult = z.strictObject({
  checker: z.string().max(64),
  checks: z.array(Check).min(1).max(200),
  verdict: z.enum(['CERTIFIED', 'FAILED', 'INDETERMINATE']),
  limits: z.array(z.string().max(500)).max(32),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** FAILED if any check fails, INDETERMINATE if any is, CERTIFIED only when every single one passes. */
export function overallVerdict(checks: readonly Check[]): CheckResult['verdict'] {
  if (checks.some((check) => check.verdict === 'FAIL')) return 'FAILED';
  if (checks.length === 0 || checks.some((check) => check.verdict === 'INDETERMINATE')) return 'INDETERMINATE';
  return 'CERTIFIED';
}
