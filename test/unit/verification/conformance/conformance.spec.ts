import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type ConformanceResult,
  loadConformance,
  writeConformance,
} from '../../../../src/verification/conformance/results.js';
import { CATALOGUE } from '../../../../src/algorithms/catalogue.js';
import { conformanceView } from '../../../../src/verification/conformance/view.js';
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

describe('the view of conformance results', () => {
  const failed = { ...result('filip'), outcome: 'failed' as const };
  const found = { ...report('norris'), results: [result('norris'), failed] };

  it('lists every algorithm once, each with what was found out about it', () => {
    const { conformance, code_version, node, data } = conformanceView(found, '2.0.0');
    expect({ conformance, code_version, node }).toEqual({
      conformance: 'run',
      code_version: '2.0.0',
      node: 'v20.20.2',
    });
    expect(data.map(({ algorithm }) => algorithm)).toEqual([...new Set(CATALOGUE.map(({ name }) => name))]);
    const ridge = data.find(({ algorithm }) => algorithm === 'ridge')!;
    expect(ridge).toMatchObject({ model_types: ['regression'], conformance: { passed: 1, failed: 1, skipped: 0 } });
    expect(ridge.conformance!.results[1]).toEqual({
      suite: 'nist_strd',
      name: 'filip',
      outcome: 'failed',
      value: 12.5,
      bound: 9,
      source: 'NIST StRD',
    });
    expect(data.find(({ algorithm }) => algorithm === 'ease')!.conformance).toEqual({
      passed: 0,
      failed: 0,
      skipped: 0,
      results: [],
    });
  });

  it.each([
    ['no test run', null, '2.0.0'],
    ['the run of another version', found, '2.0.1'],
  ])('says of a build with %s that nothing is known', (_, given, version) => {
    const view = conformanceView(given, version);
    expect(view).toMatchObject({ conformance: 'not_run', code_version: null, node: null });
    expect(new Set(view.data.map(({ conformance }) => conformance))).toEqual(new Set([null]));
  });
});
