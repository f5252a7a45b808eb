/** 28 numbers and a class, the same at every run, as physics tables are: skewed, flat, few-valued and derived columns. */
export const COLUMNS = 28;

export function makeTable(rows, seed) {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const few = () => (uniform() < 0.5 ? 0 : uniform() < 0.5 ? 1.09 : 2.17);
  const KINDS = [() => Math.exp(0.6 * normal()), normal, () => 3.4 * uniform() - 1.7 + 0.2 * normal(), few];
  const values = new Float32Array(rows * COLUMNS);
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const x = values.subarray(row * COLUMNS, (row + 1) * COLUMNS);
    for (let j = 0; j < 21; j++) x[j] = KINDS[j % 4]();
    const margin =
      0.35 * x[0] * x[5] - 0.5 * x[1] + 0.6 * Math.sin(2 * x[2]) + 0.4 * x[3] * x[4] + 0.5 * Math.abs(x[9]);
    const signal = margin - 0.3 * x[13] * x[17] - 0.78;
    for (let d = 0; d < 7; d++) {
      const mixed = Math.abs(x[d] * x[d + 7] + 0.5 * x[d + 1] * x[d + 1]);
      x[21 + d] = Math.sqrt(mixed) + 0.3 * normal() + 0.12 * signal * (d % 3);
    }
    labels[row] = uniform() < 1 / (1 + Math.exp(-0.8 * signal)) ? 1 : 0;
  }
  return { values, labels, rows };
}
