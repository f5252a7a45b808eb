import { readFileSync } from 'node:fs';
import { type Reporter, type TestCase, type TestModule } from 'vitest/node';
import { type ConformanceResult, writeConformance } from '../../../../src/verification/conformance/results.js';
import './record.js';

const PATH = 'dist/verification/conformance.json';

/** `vitest run --reporter=default --reporter=test/unit/verification/conformance/reporter.ts` writes the build's results. */
export default class ConformanceReporter implements Reporter {
  onTestRunEnd(modules: readonly Pick<TestModule, 'children'>[]): void {
    const results = modules.flatMap((module) => [...module.children.allTests()].flatMap(resultsOf));
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    writeConformance(PATH, { code_version: version, node: process.version, results });
  }
}

export function resultsOf(test: Pick<TestCase, 'meta' | 'result'>): ConformanceResult[] {
  const { state } = test.result();
  const outcome = state === 'pending' ? 'skipped' : state;
  return (test.meta().conformance ?? []).map((subject) => ({
    value: null,
    bound: null,
    source: null,
    ...subject,
    outcome,
  }));
}
