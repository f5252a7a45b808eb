/** One double seen as two words; which of them is the high one depends on the machine's byte order. */
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

const SMALLEST_EXPONENT = -1074;
/** 2^k for k = −1074 … 1023: a table, because a word written and then read as a double stalls the processor. */
const POWERS = new Float64Array(2098);
for (let i = 0, power = Number.MIN_VALUE; i < POWERS.length; i++, power *= 2) POWERS[i] = power;

/**
 * floor(log₂ x) of a positive normal x, counted from √2: the k for which x·2^−k lies in about [√½, √2). 0x95f62 carries
 * into the exponent exactly where the significand's upper 20 bits reach those of √2.
 */
export function centredExponent(x: number): number {
  double[0] = x;
  return ((words[HIGH]! + 0x95f62) >>> 20) - 1023;
}

/** 2^k, exactly; −1074 ≤ k ≤ 1023. */
export function powerOfTwo(k: number): number {
  return POWERS[k - SMALLEST_EXPONENT]!;
}

/** x · 2^k, rounded once, and only where the result is subnormal; −1075 ≤ k ≤ 1024. */
export function scaleByPowerOfTwo(x: number, k: number): number {
  if (k > 1023) return x * 2 * powerOfTwo(k - 1);
  return k < SMALLEST_EXPONENT ? 0.5 * x * powerOfTwo(k + 1) : x * powerOfTwo(k);
}
