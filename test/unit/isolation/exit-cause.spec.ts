import { describe, expect, it } from 'vitest';
import { causeOfExit } from '../../../src/isolation/exit-cause.js';

const LIMITS = { memoryBytes: 256 << 20, cpus: 2, cpuSeconds: 10 };
const exit = (code: number, changes: { oomKilled?: boolean; stderr?: string } = {}) => ({
  code,
  oomKilled: false,
  stderr: '',
  ...changes,
});
const cause = (code: number, changes = {}, elapsedMs = 1_000) => causeOfExit(exit(code, changes), LIMITS, elapsedMs);

describe('causeOfExit', () => {
  it('finds nothing wrong with a good end', () => expect(cause(0)).toBeUndefined());

  it('takes the kernel’s word over the exit code: a child may have been killed', () => {
    expect(cause(0, { oomKilled: true })).toMatchObject({ code: 'memory_limit', retryable: false });
  });

  it('knows V8 at the end of its heap', () => {
    const stderr = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
    expect(cause(134, { stderr })).toMatchObject({ code: 'memory_limit' });
    expect(cause(134)).toMatchObject({ code: 'crashed' });
  });

  it('tells the processor limit from a kill', () => {
    expect(cause(128 + 24)).toMatchObject({ code: 'cpu_limit', retryable: false });
    // 2 processors reach 10 s of processor time after 5 s at the earliest.
    expect(cause(137, {}, 5_000)).toMatchObject({ code: 'cpu_limit' });
    expect(cause(137, {}, 4_900)).toMatchObject({ code: 'crashed', retryable: true });
    expect(cause(143)).toMatchObject({ code: 'crashed', retryable: true });
  });

  it('keeps the end of stderr for the operator, not in the message', () => {
    const error = cause(3, { stderr: 'row 7: secret' });
    expect(error).toMatchObject({ code: 'crashed', retryable: false, detail: 'row 7: secret' });
    expect(error?.message).toBe('the program ended with exit code 3');
  });
});
