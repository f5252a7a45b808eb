import { DataError } from '../algorithms/contract.js';
import { ProgramError } from '../contracts/program.js';
import { SanitizeError } from '../sanitizer/core/index.js';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What the client is told; null for a fault of ours, which belongs on stderr. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof DataError || error instanceof SanitizeError)
    return { code: error.code, message: error.message, hint: error.hint };
  if (error instanceof ProgramError) return { code: error.code, message: error.message };
  return null;
}
