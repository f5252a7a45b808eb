import { expect, it } from 'vitest';
import { Design } from '../../../src/algorithms/linear/design.js';
import { standardLayout } from '../../../src/algorithms/linear/layout.js';
import { hessian, hessianDiagonal } from '../../../src/algorithms/linear/logistic/hessian.js';
import { logisticProblem } from '../../../src/algorithms/linear/logistic/problem.js';
import { type Features } from '../../../src/algorithms/contract.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';

const ROWS = 40;
const stream = new RandomStream(3, 'hessian');
const draw = () => stream.uniform();
const features: Features = {
  rows: ROWS,
  columns: [
    { kind: 'number', name: 'x', values: Float64Array.from({ length: ROWS }, draw) },
    {
      kind: 'category',
      name: 'c',
      levels: ['a', 'b', 'c'],
      codes: Int32Array.from({ length: ROWS }, (_, i) => (i % 4) - 1),
    },
    { kind: 'number', name: 'y', values: Float64Array.from({ length: ROWS }, draw) },
  ],
};

it.each([2, 3])('the diagonal that preconditions is that of the curvature, with %i classes', (classes) => {
  const design = new Design(standardLayout(features), features);
  const labels = Int32Array.from({ length: ROWS }, (_, i) => i % classes);
  const problem = logisticProblem(design, labels, classes, 0.7);
  const probabilities = Array.from({ length: problem.outputs }, () => Float64Array.from({ length: ROWS }, draw));
  const whole = hessian(problem, probabilities);
  const diagonal = hessianDiagonal(problem, probabilities);
  expect(diagonal).toHaveLength(problem.size);
  diagonal.forEach((value, j) => expect(value).toBeCloseTo(whole[j * problem.size + j]!, 12));
});
