import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type ConformanceResult,
  loadConformance,
  writeConformance,
} from '../../../../src/verification/conformance/results.js';
import { resultsOf } from './reporter.js';

const directory = mkdtempSync(join(tmpdir(), 'conformance-'));
afterAll(() => rmSync(directory, { recursive: true }));

const result = (name: string): ConformanceResult => ({
  algorithm: 'ridge',
  suite: 'nist_strd',
  name,
  outcome: 'passed',
  value: 12.5,
  bound: 9,
  source: 'NIST StRD',
});
const report = (...names: string[]) => ({ code_version: '2.0.0', node: 'v20.20.2', results: names.map(result) });

describe('conformance results', () => {
  it('come back as written, in an order that does not depend on the run', () => {
    const [first, second] = [join(directory, 'a/one.json'), join(directory, 'two.json')];
    writeConformance(first, report('norris', 'filip'));
    writeConformance(second, report('filip', 'norris'));
    expect(loadConformance(first)).toEqual(report('filip', 'norris'));
    expect(readFileSync(first)).toEqual(readFileSync(second));
  });

  it('are null where no test run wrote any, and an error where something else did', () => {
    expect(loadConformance(join(directory, 'absent.json'))).toBeNull();
    writeFileSync(join(directory, 'bad.json'), '{"results":[]}');
    expect(() => loadConformance(join(directory, 'bad.json'))).toThrow();
  });

  it('take the outcome from the test, a failure included', () => {
    const subject = { algorithm: 'als', suite: 'reference', name: 'insteval' } as const;
    const test = (state: 'passed' | 'failed' | 'skipped') =>
      resultsOf({
        meta: () => ({ conformance: [subject, { ...subject, value: 1 }] }),
        result: () => ({ state }) as never,
      }).map(({ outcome, value }) => [outcome, value]);
    expect(test('failed')).toEqual([
      ['failed', null],
      ['failed', 1],
    ]);
    expect(test('skipped')[0]).toEqual(['skipped', null]);
    expect(resultsOf({ meta: () => ({}), result: () => ({ state: 'passed' }) as never })).toEqual([]);
  });
});
