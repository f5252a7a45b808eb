/** Why a run in the sandbox did not give a result. Codes are part of the task's record and are never reused. */
export type SandboxErrorCode =
  | 'time_limit'
  | 'memory_limit'
  | 'cpu_limit'
  | 'output_limit'
  | 'cancelled'
  | 'protocol_violation'
  | 'crashed'
  | 'program_failure'
  | 'input_unavailable'
  | 'isolation_unavailable';

/** What the program itself said went wrong. It comes from inside the sandbox: show it, never act on it. */
export interface ProgramFailure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface SandboxErrorDetails {
  /** whether the same task may succeed when run again; false where the data or the program is at fault */
  readonly retryable?: boolean;
  /** false: the program never ran, so that it cannot be why */
  readonly began?: boolean;
  readonly failure?: ProgramFailure;
  /** for the operator's log, as the tail of stderr; it may hold the client's data */
  readonly detail?: string;
  readonly cause?: unknown;
}

export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly retryable: boolean;
  readonly began: boolean;
  readonly failure?: ProgramFailure;
  readonly detail?: string;

  constructor(
    readonly code: SandboxErrorCode,
    message: string,
    details: SandboxErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.retryable = details.retryable ?? false;
    this.began = details.began ?? true;
    this.failure = details.failure;
    this.detail = details.detail;
  }
}

/** The place that should isolate is gone or refuses: the task is innocent and may be tried again. */
export function isolationUnavailable(message: string, cause?: unknown, began = true): SandboxError {
  return new SandboxError('isolation_unavailable', message, { retryable: true, cause, began });
}
