/** Cosine similarity of one row of `vectors` (rows × width) to every row; 0 where either is the zero vector. */
export function cosines(vectors: Float64Array, width: number): (row: number, out: Float64Array) => void {
  const rows = width === 0 ? 0 : vectors.length / width;
  const norms = Float64Array.from({ length: rows }, (_, row) => Math.sqrt(dot(vectors, row, row, width)));
  return (row, out) => {
    for (let other = 0; other < out.length; other++) {
      const scale = width === 0 ? 0 : norms[row]! * norms[other]!;
      out[other] = scale > 0 ? dot(vectors, row, other, width) / scale : 0;
    }
  };
}

function dot(vectors: Float64Array, a: number, b: number, width: number): number {
  let sum = 0;
  for (let f = 0; f < width; f++) sum += vectors[a * width + f]! * vectors[b * width + f]!;
  return sum;
}
