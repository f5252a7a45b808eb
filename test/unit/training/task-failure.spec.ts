import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SandboxError, type SandboxErrorCode } from '../../../src/isolation/sandbox-error.js';
import { failureOf, parseResult, TaskFailure } from '../../../src/training/worker/task-failure.js';

describe('what a failure means for a task', () => {
  it.each([
    'time_limit',
    'memory_limit',
    'cpu_limit',
    'output_limit',
    'protocol_violation',
    'crashed',
  ] as SandboxErrorCode[])('%s ends it with its own code and a hint, and nothing of what the sandbox wrote', (code) => {
    const failure = failureOf(new SandboxError(code, 'stack trace with the client data', { detail: 'stderr' }));
    expect(failure).toMatchObject({ code, hint: expect.stringMatching(/\w/) as string });
    expect(JSON.stringify(failure)).not.toMatch(/client data|stderr/);
  });

  it("passes on the program's own words", () => {
    const failure = { code: 'too_few_rows', message: '2 of 3 rows are usable' };
    expect(failureOf(new SandboxError('program_failure', 'x', { failure }))).toEqual({ ...failure, hint: null });
  });

  it.each([
    ['a lost daemon', new SandboxError('isolation_unavailable', 'x', { retryable: true })],
    ['a lost database', new Error('connection terminated')],
  ])('does not blame the task for %s: it may be tried again', (_, error) => {
    expect(failureOf(error)).toBeNull();
  });

  it('believes no answer that has not the agreed form', () => {
    const schema = z.strictObject({ rows: z.number() });
    expect(parseResult(schema, { rows: 1 }, 'trainer')).toEqual({ rows: 1 });
    expect(() => parseResult(schema, { rows: '1', path: '/etc/passwd' }, 'trainer')).toThrow(TaskFailure);
  });
});
