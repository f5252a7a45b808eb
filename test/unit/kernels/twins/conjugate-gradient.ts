import { type RidgeSide } from '../../../../src/algorithms/kernels/alternating-ridge.js';

const { fround } = Math;
type Vector = number[];

/** kernels/conjugate-gradient.ts in plain JavaScript: the same operations on each number in the same order. */
export function approachSideTwin(side: RidgeSide, start: readonly Vector[], held: readonly Vector[], steps: number) {
  const k = held[0]!.length;
  const gram = Array.from({ length: k }, () => new Array<number>(k).fill(0));
  for (const y of held)
    for (let i = 0; i < k; i++)
      for (let j = i; j < k; j++) gram[j]![i] = gram[i]![j] = fround(fround(y[i]! * y[j]!) + gram[i]![j]!);
  return start.map((from, row) => {
    const entries = Array.from(
      { length: side.offsets[row + 1]! - side.offsets[row]! },
      (_, e) => side.offsets[row]! + e,
    );
    const ridge = fround(side.vectorRidge[row]!);
    const multiply = (x: Vector) => x.map((value, i) => fround(fround(ridge * value) + dot(gram[i]!, x)));
    const addEntries = (x: Vector, out: Vector, coefficient: (entry: number, product: number) => number): Vector =>
      entries.reduce((sum, entry) => {
        const y = held[side.others[entry]!]!;
        return addScaled(sum, coefficient(entry, fround(fround(side.weights[entry]!) * dot(y, x))), y);
      }, out);
    let x = from;
    const negative = multiply(x).map((value) => -value);
    let residual = addEntries(x, negative, (entry, product) => fround(fround(side.targets[entry]!) - product));
    let direction = residual;
    let squares = dot(residual, residual);
    for (let step = 0; step < steps && squares > fround(1e-20); step++) {
      const image = addEntries(direction, multiply(direction), (_, product) => product);
      const length = fround(squares / dot(direction, image));
      x = addScaled(x, length, direction);
      residual = addScaled(residual, -length, image);
      const next = dot(residual, residual);
      direction = addScaled(residual, fround(next / squares), direction);
      squares = next;
    }
    return x;
  });
}

const addScaled = (x: Vector, s: number, y: Vector): Vector => x.map((value, f) => fround(fround(s * y[f]!) + value));

/** Four sums over every fourth product, then (0 + 2) + (1 + 3). */
function dot(a: Vector, b: Vector): number {
  const sums = [0, 0, 0, 0];
  a.forEach((value, f) => (sums[f % 4] = fround(fround(value * b[f]!) + sums[f % 4]!)));
  return fround(fround(sums[0]! + sums[2]!) + fround(sums[1]! + sums[3]!));
}
