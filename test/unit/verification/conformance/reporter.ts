import { readFileSync } from 'node:fs';
import { type Reporter, type TestCase, type TestModule } from 'vitest/node';
import { type ConformanceResult, writeConformance } from '../../../../src/verification/conformance/results.js';
import './record.js';

/**
 * Writes what the run found out about each algorithm to the file that TEST_CONFORMANCE names: of a whole run that is
 * CONFORMANCE_FILE of the build (scripts/test.mjs), of a filtered one it is a part and goes nowhere.
 */
export default class ConformanceReporter implements Reporter {
  onTestRunEnd(modules: readonly Pick<TestModule, 'children'>[]): void {
    const path = process.env['TEST_CONFORMANCE'];
    if (path === undefined) return;
    const results = modules.flatMap((module) => [...module.children.allTests()].flatMap(resultsOf));
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    writeConformance(path, { code_version: version, node: process.version, results });
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
