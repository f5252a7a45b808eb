import { describe, expect, it } from 'vitest';
import { AlternatingRidge, type RidgeSide } from '../../../src/algorithms/kernels/alternating-ridge.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { approachSideTwin } from './twins/conjugate-gradient.js';
import { F32, F64, solveSideTwin } from './twins/normal-equations.js';

const stream = new RandomStream(17, 'test');
const draw = () => 2 * stream.uniform() - 1;

/** `rows` rows with up to 150 entries (more than two tiles), the first without any. */
function randomSide(rows: number, otherCount: number): RidgeSide {
  const offsets = new Uint32Array(rows + 1);
  for (let row = 1; row < rows; row++) offsets[row + 1] = offsets[row]! + stream.below(150);
  const entries = offsets[rows]!;
  return {
    offsets,
    others: Int32Array.from({ length: entries }, () => stream.below(otherCount)),
    weights: Float64Array.from({ length: entries }, () => 0.5 + 3 * stream.uniform()),
    targets: Float64Array.from({ length: entries }, draw),
    vectorRidge: Float64Array.from({ length: rows }, () => 0.5 + stream.uniform()),
    biasRidge: 0.75,
  };
}

const cases = (['f32', 'f64'] as const).flatMap((precision) =>
  [1, 4, 8, 13, 24].flatMap((factors) => [true, false].map((dense) => ({ precision, factors, dense }))),
);

describe.each(cases)('half-sweep in $precision, $factors factors, dense: $dense', ({ precision, factors, dense }) => {
  const arithmetic = precision === 'f32' ? F32 : F64;
  const sides = [randomSide(12, 40), randomSide(40, 12)] as const;
  const vectors = Float64Array.from({ length: 40 * factors }, draw);
  const tile = 2 * arithmetic.lanes;
  const k = Math.ceil(factors / tile) * tile;
  const padded = Array.from({ length: 40 }, (_, row) =>
    Array.from({ length: k }, (__, f) => (f < factors ? arithmetic.round(vectors[row * factors + f]!) : 0)),
  );

  it('has the bits of its JavaScript twin', () => {
    const ridge = new AlternatingRidge({ precision, factors, biased: false, dense, sides });
    ridge.write(1, { bias: new Float64Array(0), vectors });
    ridge.solve(0);
    const held = { rows: padded, shifts: new Array<number>(40).fill(0) };
    const expected = solveSideTwin(sides[0], held, k, dense, arithmetic).flatMap((x) => x.slice(0, factors));
    expect([...ridge.read(0).vectors]).toEqual(expected);
  });

  it('tells how much each solution takes off the loss', () => {
    const ridge = new AlternatingRidge({ precision, factors, biased: false, dense, sides });
    ridge.write(1, { bias: new Float64Array(0), vectors });
    const lowered = ridge.solve(0);
    const solved = ridge.read(0).vectors;
    let direct = 0;
    for (let row = 0; row < 12; row++)
      for (let e = sides[0].offsets[row]!; e < sides[0].offsets[row + 1]!; e++)
        for (let f = 0; f < factors; f++)
          direct += solved[row * factors + f]! * sides[0].targets[e]! * vectors[sides[0].others[e]! * factors + f]!;
    expect(Math.abs(lowered / direct - 1)).toBeLessThan(precision === 'f32' ? 1e-4 : 1e-11);
  });
});

describe.each([8, 13, 24])('conjugate gradients of %i factors', (factors) => {
  const sides = [randomSide(12, 40), randomSide(40, 12)] as const;
  const vectorsOf = (rows: number) => Float64Array.from({ length: rows * factors }, draw);
  const [own, held] = [vectorsOf(12), vectorsOf(40)];
  const started = () => {
    const ridge = new AlternatingRidge({ precision: 'f32', factors, biased: false, dense: true, sides });
    ridge.write(0, { bias: new Float64Array(0), vectors: own });
    ridge.write(1, { bias: new Float64Array(0), vectors: held });
    return ridge;
  };
  const padded = (vectors: Float64Array) =>
    Array.from({ length: vectors.length / factors }, (_, row) => [
      ...Array.from(vectors.subarray(row * factors, (row + 1) * factors), Math.fround),
      ...new Array<number>((8 - (factors % 8)) % 8).fill(0),
    ]);

  it('has the bits of its JavaScript twin', () => {
    const ridge = started();
    ridge.approach(0, 3);
    const twin = approachSideTwin(sides[0], padded(own), padded(held), 3);
    expect([...ridge.read(0).vectors]).toEqual(twin.flatMap((x) => x.slice(0, factors)));
  });

  it('comes to what Cholesky finds, and tells how much the loss fell on the way', () => {
    const [approached, solved, zero] = [started(), started(), started()];
    const lowered = approached.approach(0, 3 * factors);
    const fromZero = solved.solve(0);
    const expected = solved.read(0).vectors;
    approached.read(0).vectors.forEach((value, at) => expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-3));
    zero.write(0, { bias: new Float64Array(0), vectors: new Float64Array(12 * factors) });
    expect(zero.approach(0, 3 * factors) / fromZero).toBeCloseTo(1, 3);
    expect(lowered).toBeGreaterThan(0);
  });
});

it('with biases, rows solve for (bias, vector) against the other side’s biases', () => {
  const sides = [randomSide(9, 20), randomSide(20, 9)] as const;
  const ridge = new AlternatingRidge({ precision: 'f64', factors: 3, biased: true, dense: false, sides });
  const rows = { bias: Float64Array.from({ length: 20 }, draw), vectors: Float64Array.from({ length: 60 }, draw) };
  ridge.write(1, rows);
  expect(ridge.read(1)).toEqual(rows);
  ridge.solve(0);
  const solved = ridge.read(0);
  const [side] = sides;
  for (let row = 0; row < 9; row++) {
    const z = [solved.bias[row]!, ...solved.vectors.subarray(row * 3, row * 3 + 3)];
    // Gradient of Σ (…)² + ridge, in the direction of each unknown.
    const gradient = z.map((value, f) => (f === 0 ? side.biasRidge : side.vectorRidge[row]!) * value);
    for (let e = side.offsets[row]!; e < side.offsets[row + 1]!; e++) {
      const other = side.others[e]!;
      const y = [1, ...rows.vectors.subarray(other * 3, other * 3 + 3)];
      const fitted = side.weights[e]! * y.reduce((sum, value, f) => sum + value * z[f]!, 0);
      y.forEach((value, f) => (gradient[f]! += value * (fitted - (side.targets[e]! - rows.bias[other]!))));
    }
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-12);
  }
});

it('refuses equations that are not positive definite, naming the row', () => {
  const side = { ...randomSide(4, 5), vectorRidge: Float64Array.of(1, 1, -1000, 1) };
  const problem = { precision: 'f64', factors: 2, biased: false, dense: false } as const;
  const ridge = new AlternatingRidge({ ...problem, sides: [side, randomSide(5, 4)] });
  expect(() => ridge.solve(0)).toThrow('row 2');
});
