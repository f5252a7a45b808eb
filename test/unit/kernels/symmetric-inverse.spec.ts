import { describe, expect, it } from 'vitest';
import { minusInvertedGram } from '../../../src/algorithms/kernels/symmetric-inverse.js';
import { incidenceOf } from '../../../src/algorithms/recommendation/incidence.js';
import { denseMatrix, randomInteractions } from '../recommendation/interactions.js';
import { invertTwin } from './twins/symmetric-inverse.js';

const RIDGE = 3.5;
const bytesOf = (row: Float64Array) => Buffer.from(row.buffer, row.byteOffset, row.byteLength);

describe.each([1, 7, 128, 300])('(XᵀX + ridge I)⁻¹ of %i items', (n) => {
  const data = randomInteractions(60, n, 15 * n);
  const x = denseMatrix(data);
  const triangle = minusInvertedGram(incidenceOf(data), RIDGE)!;
  const rows = Array.from({ length: n }, (_, i) => triangle.row(i).map((x) => -x));
  const stride = Math.ceil(n / 128) * 128;
  const gram = Float64Array.from({ length: stride * stride }, (_, at) => {
    const [i, j] = [Math.floor(at / stride), at % stride];
    const counted = i < n && j < n ? x.reduce((sum, row) => sum + row[i]! * row[j]!, 0) : 0;
    return counted + (i === j ? (i < n ? RIDGE : 1) : 0);
  });

  it('has the bits of its JavaScript twin in the lower triangle', () => {
    const twin = invertTwin(gram, stride)!;
    const expected = rows.map((_, i) => twin.slice(i * stride, i * stride + i + 1));
    expect(Buffer.concat(rows.map(bytesOf)).equals(Buffer.concat(expected.map(bytesOf)))).toBe(true);
  });

  it('is the inverse', () => {
    const of = (i: number, j: number) => rows[Math.max(i, j)]![Math.min(i, j)]!;
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
  expect(minusInvertedGram(incidenceOf(randomInteractions(5, 9, 30)), -1)).toBeNull();
});
