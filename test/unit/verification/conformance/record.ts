import { type TestContext } from 'vitest';
import { type ConformanceResult } from '../../../../src/verification/conformance/results.js';

type Subject = Pick<ConformanceResult, 'algorithm' | 'suite' | 'name'> &
  Partial<Pick<ConformanceResult, 'value' | 'bound' | 'source'>>;

declare module 'vitest' {
  interface TaskMeta {
    conformance?: Subject[];
  }
}

/**
 * Says that the running test is a conformance check of an algorithm; its outcome is added by the reporter. Call it before
 * the assertion, so that a failure is recorded too.
 */
export function recordConformance({ task }: Pick<TestContext, 'task'>, subject: Subject): void {
  (task.meta.conformance ??= []).push(subject);
}
