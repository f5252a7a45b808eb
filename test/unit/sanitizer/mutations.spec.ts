import { describe, expect, it } from 'vitest';
import { mutatedFile } from '../../../bench/sanitizer/mutations.mjs';
import { QualityReport } from '../../../src/contracts/report.js';
import { exportLossless, SanitizeError } from '../../../src/sanitizer/core/index.js';
import { bytesOf, request, run } from './run.js';

/** The first of the hundred thousand files that bench/sanitizer/fuzz.mjs makes, and those that once brought the code down. */
const SEEDS = [...Array.from({ length: 60 }, (_, i) => i + 1), 38_050];

async function lossless(bytes: Uint8Array, chunkSize: number): Promise<number> {
  const { rows, setAside } = await exportLossless(
    bytesOf(bytes, chunkSize),
    request().limits,
    () => Promise.resolve(),
    () => undefined,
  );
  return rows + setAside;
}

describe('mutated files', () => {
  it('are read or refused in words, and every row is accounted for', async () => {
    const outcomes = new Map<string, number>();
    for (const seed of SEEDS) {
      const { bytes, chunkSize, modelType, materialize } = mutatedFile(seed);
      let aside = 0;
      const outcome = await run(bytes, { model_type: modelType }, { materialize }, chunkSize).then(
        (result) => {
          aside = result.quarantine.length;
          return result;
        },
        (error: unknown) => {
          if (error instanceof SanitizeError) return error;
          throw new Error(`seed ${seed}`, { cause: error });
        },
      );
      const code = outcome instanceof SanitizeError ? outcome.code : 'clean';
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      if (outcome.report === undefined) continue;
      const { in: all, kept, quarantined, removed } = QualityReport.parse(outcome.report).rows;
      expect(kept + quarantined + removed, `seed ${seed}`).toBe(all);
      expect(await lossless(bytes, chunkSize), `seed ${seed}`).toBe(all);
      if (code === 'clean') expect(aside, `seed ${seed}`).toBe(quarantined + removed);
    }
    expect(outcomes.get('clean')).toBeGreaterThan(40);
  });
});
