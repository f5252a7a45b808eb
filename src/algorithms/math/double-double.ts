/** 2^27 + 1, Veltkamp's splitter: cuts 53 bits into 26 and 26. */
const SPLITTER = 134217729;

/** The rounding error of `product = a·b`: a·b = product + error exactly (Dekker 1971); |a|, |b| < 2^996. */
export function productError(a: number, b: number, product: number): number {
  const scaledA = a * SPLITTER;
  const highA = scaledA - (scaledA - a);
  const lowA = a - highA;
  const scaledB = b * SPLITTER;
  const highB = scaledB - (scaledB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** The rounding error of `sum = a + b`: a + b = sum + error exactly, whichever is larger (Knuth, TAOCP 2, 4.2.2). */
export function sumError(a: number, b: number, sum: number): number {
  const shareOfB = sum - a;
  return a - (sum - shareOfB) + (b - shareOfB);
}
