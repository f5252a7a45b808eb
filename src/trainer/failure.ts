import { DataError } from '../algorithms/contract.js';
import { ProgramError } from '../contracts/program.js';
import { SanitizeError } from '../sanitizer/core/index.js';
import { MEMORY_HINT } from './fit-within-memory.js';

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
  if (error instanceof RangeError && OUT_OF_MEMORY.test(error.message))
    return { code: 'memory_limit', message: 'The memory of the task does not hold these rows.', hint: MEMORY_HINT };
  if (error instanceof RangeError && TOO_MANY_KEYS.test(error.message))
    return {
      code: 'too_many_values',
      message: 'A column has more than 16,777,216 different values, more than can be told apart.',
      hint: 'Leave out columns that name single rows, or upload fewer users or items.',
    };
  return null;
}

/** How V8 says that a map or set of 2^24 keys is full. */
const TOO_MANY_KEYS = /(Map|Set) maximum size exceeded/;
/** How V8 says that an array, a kernel's memory or a text has no room; no fault of the program. */
const OUT_OF_MEMORY =
  /Array buffer allocation failed|WebAssembly\.Memory|Invalid (typed )?array length|Invalid string length/;
