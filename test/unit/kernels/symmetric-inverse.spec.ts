import { describe, expect, it } from 'vitest';
import { invertedGram } from '../../../src/algorithms/kernels/symmetric-inverse.js';
import { incidenceOf } from '../../../src/algorithms/recommendation/incidence.js';
import { denseMatrix, randomInteractions } from '../recommendation/interactions.js';
import { invertTwin } from './twins/symmetric-inverse.js';

const RIDGE = 3.5;

describe.each([1, 7, 128, 300])('(XᵀX + ridge I)⁻¹ of %i items', (n) => {
  const data = randomInteractions(60, n, 15 * n);
  const x = denseMatrix(data);
  const { inverse, stride } = invertedGram(incidenceOf(data), RIDGE)!;
  const gram = Float64Array.from({ length: stride * stride }, (_, at) => {
    const [i, j] = [Math.floor(at / stride), at % stride];
    const counted = i < n && j < n ? x.reduce((sum, row) => sum + row[i]! * row[j]!, 0) : 0;
    return counted + (i === j ? (i < n ? RIDGE : 1) : 0);
  });

  it('has the bits of its JavaScript twin in the lower triangle', () => {
    const twin = invertTwin(gram, stride)!;
    let different = 0;
    for (let i = 0; i < stride; i++)
      for (let j = 0; j <= i; j++) if (inverse[i * stride + j] !== twin[i * stride + j]) different++;
    expect(different).toBe(0);
  });

  it('is the inverse', () => {
    const of = (i: number, j: number) => inverse[i >= j ? i * stride + j : j * stride + i]!;
    let worst = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0; p < n; p++) sum += gram[i * stride + p]! * of(p, j);
        worst = Math.max(worst, Math.abs(sum - (i === j ? 1 : 0)));
      }
    expect(worst).toBeLessThan(1e-11);
  });
});

it('says when there is no inverse', () => {
  expect(invertedGram(incidenceOf(randomInteractions(5, 9, 30)), -1)).toBeNull();
});
