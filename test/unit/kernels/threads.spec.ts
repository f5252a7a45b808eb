import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { AlternatingRidge, type RidgeSide } from '../../../src/algorithms/kernels/alternating-ridge.js';
import { minusInvertedGram } from '../../../src/algorithms/kernels/symmetric-inverse.js';
import { type Threads } from '../../../src/algorithms/kernels/threads/threads.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { incidenceOf } from '../../../src/algorithms/recommendation/incidence.js';
import { randomInteractions } from '../recommendation/interactions.js';

const stream = new RandomStream(23, 'test');
const FACTORS = 32;
const [USERS, ITEMS] = [1500, 900];

/** Large enough that threads are worth it. */
function randomSide(rows: number, otherCount: number): RidgeSide {
  const offsets = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) offsets[row + 1] = offsets[row]! + stream.below(row % 50 === 0 ? 900 : 80);
  const numbers = () => Float64Array.from({ length: offsets[rows]! }, () => 0.5 + stream.uniform());
  return {
    offsets,
    others: Int32Array.from({ length: offsets[rows]! }, () => stream.below(otherCount)),
    weights: numbers(),
    targets: numbers(),
    vectorRidge: new Float64Array(rows).fill(2),
    biasRidge: 0,
  };
}

const sides = [randomSide(USERS, ITEMS), randomSide(ITEMS, USERS)] as const;
const vectors = Float64Array.from({ length: ITEMS * FACTORS }, () => stream.uniform() - 0.5);

const workers: Worker[] = [];
afterEach(async () => {
  // Of their own accord: a helper that `end` did not reach would wait for ever.
  await Promise.all(
    workers.splice(0).map((worker) => new Promise<void>((resolve) => worker.once('exit', () => resolve()))),
  );
});

/** `program` makes the script of a thread from a call that is the helper's life. */
function threadsOf(count: number, program: (call: string) => string): Threads {
  return {
    count,
    start(entry, data) {
      const call = `(${entry})(require('node:worker_threads').workerData)`;
      const worker = new Worker(program(call), { eval: true, workerData: { ...data, taken } });
      worker.on('error', () => undefined);
      workers.push(worker);
    },
  };
}

/** chunks that helpers took */
const taken = new Int32Array(new SharedArrayBuffer(4));
const NEXT = 2;
const counting = (call: string) => `
  const { taken } = require('node:worker_threads').workerData;
  const { add } = Atomics;
  Atomics.add = (words, at, value) => {
    if (at === ${NEXT}) add(taken, 0, 1);
    return add(words, at, value);
  };
  ${call};`;

function alternate(threads: Threads | undefined, precision: 'f32' | 'f64') {
  const ridge = new AlternatingRidge({ precision, factors: FACTORS, biased: false, dense: true, sides, threads });
  try {
    ridge.write(1, { bias: new Float64Array(0), vectors });
    const lowered = [0, 1, 0, 1].map((side) => ridge.solve(side as 0 | 1));
    if (precision === 'f32') lowered.push(ridge.approach(0, 3), ridge.approach(1, 3));
    return { lowered, users: ridge.read(0).vectors, items: ridge.read(1).vectors };
  } finally {
    ridge.end();
  }
}

describe.each(['f32', 'f64'] as const)('alternations in %s', (precision) => {
  const alone = alternate(undefined, precision);

  it.each([2, 3])('have the same bits on %i threads', (count) => {
    taken[0] = 0;
    // A helper may come after all is done: once more, then.
    for (let round = 0; round < 20 && taken[0] === 0; round++)
      expect(alternate(threadsOf(count, counting), precision)).toEqual(alone);
    expect(taken[0]).toBeGreaterThan(0);
  });
});

it.each([
  ['that never start', () => 'process.exit()'],
  ['that fail', () => 'throw new Error()'],
  ['that come late', (call: string) => `setTimeout(() => ${call}, 40)`],
])('helpers %s change no bit', (_, program) => {
  expect(alternate(threadsOf(2, program), 'f32')).toEqual(alternate(undefined, 'f32'));
});

it('a system that is not positive definite is found at the same row on two threads', () => {
  const bad = { ...sides[0], vectorRidge: sides[0].vectorRidge.map((x, row) => (row % 400 === 333 ? -1e6 : x)) };
  const ridge = new AlternatingRidge({
    ...{ precision: 'f32', factors: FACTORS, biased: false, dense: true },
    ...{ sides: [bad, sides[1]], threads: threadsOf(2, counting) },
  });
  ridge.write(1, { bias: new Float64Array(0), vectors });
  expect(() => ridge.solve(0)).toThrow('row 333 ');
  ridge.end();
});

it('an inverted item matrix has the same bits on two threads', () => {
  const items = 1100;
  const incidence = incidenceOf(randomInteractions(300, items, 9000));
  const inverted = (threads?: Threads) => {
    const triangle = minusInvertedGram(incidence, 5, threads)!;
    return Array.from({ length: items }, (_, i) => triangle.row(i).slice());
  };
  const alone = inverted();
  taken[0] = 0;
  for (let round = 0; round < 20 && taken[0] === 0; round++) expect(inverted(threadsOf(2, counting))).toEqual(alone);
  expect(taken[0]).toBeGreaterThan(0);
});
