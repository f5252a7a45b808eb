import { CATALOGUE } from '../../algorithms/catalogue.js';
import { type ConformanceReport } from './results.js';

export class ConformanceResultView {
  /** `estimator`, `nist_strd`, `metamorphic`, `reference`, `mutants` (faults that the checker has to catch) or `determinism` */
  suite: string;
  /** the check within its suite: a data set, a relation, a fault */
  name: string;
  /** `passed`, `failed` or `skipped` */
  outcome: string;
  /** what was measured, where the check has a figure */
  value: number | null;
  bound: number | null;
  /** where the expected value comes from; for a fault that no check can see, why it changes nothing */
  source: string | null;
}

export class ConformanceCounts {
  passed: number;
  failed: number;
  skipped: number;
  results: ConformanceResultView[];
}

export class AlgorithmConformance {
  /** @example "ridge" */
  algorithm: string;
  model_types: string[];
  /** what this build's test run found out; null where it was not run: then nothing is claimed */
  conformance: ConformanceCounts | null;
}

export class ConformanceView {
  /** `run`, or `not_run` where the tests were not run on this build: then no algorithm has results */
  conformance: string;
  /** of the build that the tests ran on; null without a run */
  code_version: string | null;
  /** Node.js that they ran on; null without a run */
  node: string | null;
  data: AlgorithmConformance[];
}

/** Every algorithm of the catalogue with its results; results of another version count as none. */
export function conformanceView(found: ConformanceReport | null, version: string): ConformanceView {
  const report = found?.code_version === version ? found : null;
  const names = [...new Set(CATALOGUE.map(({ name }) => name))];
  return {
    conformance: report ? 'run' : 'not_run',
    code_version: report?.code_version ?? null,
    node: report?.node ?? null,
    data: names.map((algorithm) => ({
      algorithm,
      model_types: CATALOGUE.filter(({ name }) => name === algorithm).map(({ modelType }) => modelType),
      conformance: report && countsOf(report, algorithm),
    })),
  };
}

function countsOf(report: ConformanceReport, algorithm: string): ConformanceCounts {
  const own = report.results.filter((result) => result.algorithm === algorithm);
  const count = (outcome: string) => own.filter((result) => result.outcome === outcome).length;
  const results = own.map(({ algorithm: _, ...result }) => result);
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped'), results };
}
