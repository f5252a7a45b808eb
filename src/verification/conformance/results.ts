import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** What the tests of this very build found out about each algorithm; the test run writes it, the API serves it. */
export const ConformanceResult = z.strictObject({
  algorithm: z.string().max(64),
  suite: z.enum(['estimator', 'nist_strd', 'metamorphic', 'reference', 'mutants', 'determinism']),
  /** the check within its suite: a data set, a relation, a fault */
  name: z.string().max(200),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  /** what was measured, with its bound and the source of the expected value, where the check has a figure */
  value: z.number().nullable(),
  bound: z.number().nullable(),
  source: z.string().max(300).nullable(),
});
export type ConformanceResult = z.infer<typeof ConformanceResult>;

export const ConformanceReport = z.strictObject({
  code_version: z.string().max(64),
  node: z.string().max(64),
  results: z.array(ConformanceResult).max(20_000),
});
export type ConformanceReport = z.infer<typeof ConformanceReport>;

/** Where the test run leaves them: beside the code of the build that was tested. A new build removes them with the rest. */
export const CONFORMANCE_FILE = new URL('../../conformance.json', import.meta.url);

/** Sorted, so that two runs of one build write the same bytes. */
export function writeConformance(path: string, report: ConformanceReport): void {
  const results = [...report.results].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(ConformanceReport.parse({ ...report, results }), null, 1));
}

/** Null where the suite has not been run on this build: then nothing is claimed. Throws on a malformed file. */
export function loadConformance(path: string | URL): ConformanceReport | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return ConformanceReport.parse(JSON.parse(text));
}

const sortKey = ({ algorithm, suite, name }: ConformanceResult) => `${algorithm}\0${suite}\0${name}`;
