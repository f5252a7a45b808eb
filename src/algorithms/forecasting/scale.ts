/** The power of two next below the mean size of the values: dividing by it brings them to order one and changes no digit. */
export function powerOfTwoNear(y: Float64Array): number {
  const size = y.reduce((total, value) => total + Math.abs(value), 0) / y.length;
  let scale = 1;
  if (!(size > 1e-290 && size < 1e290)) return scale;
  while (scale < size) scale *= 2;
  while (scale / 2 > size) scale /= 2;
  return scale;
}
