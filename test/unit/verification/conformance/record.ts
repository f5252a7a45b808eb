import { beforeEach, type TestContext } from 'vitest';
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

/** Every test of the describe block that this stands in is a conformance check of the algorithm. */
export function recordEach(algorithm: string | ((test: string) => string), suite: Subject['suite']): void {
  beforeEach((context) => {
    // The name of its case too: two cases of an algorithm run the same tests.
    const name = [context.task.suite?.name, context.task.name].join(': ').slice(0, 200);
    const own = typeof algorithm === 'string' ? algorithm : algorithm(context.task.name);
    recordConformance(context, { algorithm: own, suite, name });
  });
}
