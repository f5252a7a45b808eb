import { type z } from 'zod';
import type { TaskError } from '../../contracts/task.js';
import { SandboxError, type SandboxErrorCode } from '../../isolation/sandbox-error.js';

/** A failure that running again cannot mend: the data, the request or the result is at fault. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string | null = null,
  ) {
    super(message);
  }
}

type OwnWords = Exclude<
  SandboxErrorCode,
  'program_failure' | 'cancelled' | 'isolation_unavailable' | 'input_unavailable'
>;

/** What each end of a sandbox means for a client. */
const WORDS: Record<OwnWords, { message: string; hint: string }> = {
  time_limit: {
    message: 'The task took longer than its time limit and was stopped.',
    hint: 'Send fewer rows, choose a cheaper algorithm, or raise TRAINING_TIME_LIMIT (seconds) on the worker.',
  },
  memory_limit: {
    message: 'The task needed more memory than its limit and was stopped.',
    hint: 'Send fewer rows or columns, or raise TRAINING_MEMORY_MB on the worker.',
  },
  cpu_limit: {
    message: 'The task used more processor time than its limit and was stopped.',
    hint: 'Send fewer rows, choose a cheaper algorithm, or raise TRAINING_TIME_LIMIT (seconds) on the worker.',
  },
  output_limit: {
    message: 'The task wrote more than it may and was stopped.',
    hint: 'Send a smaller file, or raise TRAINING_MEMORY_MB on the worker: the limit of what a task writes follows it.',
  },
  protocol_violation: {
    message: 'The program in the sandbox broke its protocol and was stopped; nothing of its output was used.',
    hint: 'Try again; if it happens twice, report it together with the task id.',
  },
  crashed: {
    message: 'The program in the sandbox ended unexpectedly; nothing of its output was used.',
    hint: 'Try again; if it happens twice, report it together with the task id.',
  },
};

/** The error that goes onto the task's record; null for what is a fault of this machine, not of the task. */
export function failureOf(error: unknown): TaskError | null {
  if (error instanceof TaskFailure) return { code: error.code, message: error.message, hint: error.hint };
  if (!(error instanceof SandboxError) || error.retryable) return null;
  const { code, failure } = error;
  if (failure) return { code: failure.code, message: failure.message, hint: failure.hint ?? null };
  if (code in WORDS) return { code, ...WORDS[code as OwnWords] };
  return null;
}

/** A program's answer by its schema: it comes from inside the sandbox and is believed in nothing. */
export function parseResult<T>(schema: z.ZodType<T>, result: unknown, program: string): T {
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  throw new TaskFailure(
    'protocol_violation',
    `The answer of the ${program} has not the agreed form.`,
    WORDS.protocol_violation.hint,
  );
}
