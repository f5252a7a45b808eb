import { expect, it } from 'vitest';
import { failureOf } from '../../../src/trainer/failure.js';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

it.each([
  ['an array without room', () => new ArrayBuffer(2 ** 52)],
  ['a typed array beyond what there is', () => new Float64Array(2 ** 45)],
  ['a text beyond what V8 can hold', () => 'x'.repeat(2 ** 28).repeat(16)],
])('%s is memory that lacks, with the setting named', (_name, work) => {
  expect(failureOf(thrownBy(work))).toMatchObject({
    code: 'memory_limit',
    hint: expect.stringContaining('TRAINING_MEMORY_MB') as string,
  });
});

it.each(['Map maximum size exceeded', 'Set maximum size exceeded'])(
  '%s is a column with too many values',
  (message) => {
    // As V8 words it at 2^24 keys, which take a gigabyte to reach.
    expect(failureOf(new RangeError(message))).toMatchObject({ code: 'too_many_values' });
  },
);

it.each([
  ['a fault of ours', () => new Uint8Array(4).subarray(0).set([1, 2, 3, 4, 5])],
  ['another', () => (undefined as unknown as string).length],
])('%s stays one', (_name, work) => {
  expect(failureOf(thrownBy(work))).toBeNull();
});
