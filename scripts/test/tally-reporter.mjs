import fs from 'node:fs';

/**
 * Counts a run for the closing line and keeps why a test was skipped, which Vitest's JSON reporter leaves out.
 * Written to the file that TEST_TALLY names.
 *
 * @typedef {{ passed: number, failed: number, skipped: { test: string, why: string }[] }} Tally
 */
export default class TallyReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandled errors outside any test
   */
  onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state) => tests.filter((test) => test.result().state === state);
    // A file that fails to load, or a failing hook, has no failed test of its own.
    const brokenModules = modules.filter((module) => module.state() === 'failed' && !hasFailedTest(module));
    const tally = {
      passed: of('passed').length,
      failed: of('failed').length + brokenModules.length + unhandled.length,
      skipped: [...of('skipped'), ...of('pending')].map((test) => ({
        test: `${test.module.relativeModuleId} > ${test.fullName}`,
        why: test.result().note ?? 'no reason given',
      })),
    };
    fs.writeFileSync(process.env.TEST_TALLY, JSON.stringify(tally));
  }
}

const hasFailedTest = (module) => [...module.children.allTests()].some((test) => test.result().state === 'failed');
