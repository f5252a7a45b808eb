import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DataError } from '../algorithms/contract.js';
import { type AnyFamily, type Choice, type FamilyContext } from './family.js';

const MEGABYTE = 1 << 20;
export const MEMORY_HINT =
  'Raise TRAINING_MEMORY_MB on the worker, name a cheaper algorithm or smaller hyper-parameters, or upload fewer rows.';

/** V8's own, behind a flag: what nobody uses any more is no reason to refuse. */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the program takes before it reads anything: its runtime, for which the job leaves memory beside what can be planned with. */
const runtimeBytes = process.memoryUsage.rss();

/** Fits, unless the prediction says that the memory will not do: a refusal tells more than a killed process. */
export function fitWithinMemory(family: AnyFamily, data: unknown, choice: Choice, context: FamilyContext): unknown {
  collectGarbage();
  const needed = family.memory(data, choice) + process.memoryUsage.rss() - runtimeBytes;
  if (needed > context.memoryBytes)
    throw new DataError(
      'memory_limit',
      `${choice.algorithm} would take about ${Math.ceil(needed / MEGABYTE)} MB here, and ${Math.floor(context.memoryBytes / MEGABYTE)} MB of its limit can be planned with.`,
      MEMORY_HINT,
    );
  return family.fit(data, choice, context);
}
