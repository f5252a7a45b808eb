import { expect, it } from 'vitest';
import { DEFAULT_RUN_LIMITS, outputLimits } from '../../../src/isolation/run-limits.js';

const GB = 2 ** 30;

it('what a program may write follows its memory upwards, and never falls below the defaults', () => {
  expect(outputLimits(GB / 4)).toEqual({ maxStdoutBytes: 2 * GB, maxArtifactBytes: GB });
  expect(outputLimits(8 * GB)).toEqual({ maxStdoutBytes: 16 * GB, maxArtifactBytes: 8 * GB });
  expect(DEFAULT_RUN_LIMITS).toMatchObject(outputLimits(DEFAULT_RUN_LIMITS.memoryBytes));
});
