import { productError } from './double-double.js';
import { exp, expOfPair } from './exponential.js';
import { log } from './logarithm.js';

const INVERSE_SQRT2 = 0.7071067811865476;
/** 1/√2 − INVERSE_SQRT2 */
const INVERSE_SQRT2_TAIL = -4.833646656726457e-17;
const INVERSE_SQRT_2PI = 0.3989422804014327;
const TWO_OVER_SQRT_PI = 1.1283791670955126;

/** 2/√π ∫₀ˣ e^(−t²) dt, within 2 ulp. */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > 1) return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
  return x + x * polynomial(ERF, x * x);
}

/** 1 − erf(x), within 4 ulp for every x, far into the tail. */
export function erfc(x: number): number {
  if (!(x >= 1)) return x >= -1 ? (x < 0.5 ? 1 - erf(x) : 0.5 - (x - 0.5 + x * polynomial(ERF, x * x))) : left(x);
  if (x > 27.3) return 0;
  const square = x * x;
  const t = (x - 3) / (x + 3);
  return (expOfPair(-square, -productError(x, x, square)) * polynomial(SCALED_ERFC, t)) / x;
}

function left(x: number): number {
  return x < -6 ? 2 : 2 - erfc(-x);
}

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  const square = x * x;
  return INVERSE_SQRT_2PI * exp(-0.5 * square);
}

/** Distribution function of the standard normal; relative error below 1e−15 for |x| < 8. */
export function normalCdf(x: number): number {
  const scaled = -x * INVERSE_SQRT2;
  const lost = productError(-x, INVERSE_SQRT2, scaled) - x * INVERSE_SQRT2_TAIL;
  // First order in what the rounding of x/√2 lost: in the tail it would be magnified by x².
  return 0.5 * (erfc(scaled) - TWO_OVER_SQRT_PI * exp(-scaled * scaled) * lost);
}

/**
 * Inverse of normalCdf: −Infinity at 0, Infinity at 1, NaN outside. Starts from Abramowitz & Stegun 26.2.23 (error
 * below 4.5e−4) and takes three steps of Halley's method, each of which triples the number of correct digits.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  const t = Math.sqrt(-2 * log(tail));
  let x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    // Near the middle the distribution function is compared by its distance from ½, which loses no digits.
    const excess = tail > 0.25 ? 0.5 * erf(x * INVERSE_SQRT2) - (tail - 0.5) : normalCdf(x) - tail;
    const newton = excess / normalDensity(x);
    x -= newton / (1 + 0.5 * x * newton);
  }
  return p < 0.5 ? x : -x;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

/** erf(√z)/√z − 1 on [0, 1], highest power first; Chebyshev fit, error below 2^−55 */
const ERF = [
  5.957176147748911e-11, -1.1372848856791674e-9, 1.4659775274047436e-8, -1.6350312701054695e-7, 1.6461000484121368e-6,
  -1.4925595266831182e-5, 0.0001205533111164271, -0.000854832698083379, 0.0052239776248180145, -0.026866170645076792,
  0.11283791670954879, -0.3761263890318375, 0.1283791670955126,
];

/**
 * x e^(x²) erfc(x) for x in [1, 28] by powers of t = (x − 3)/(x + 3) (form of Shepherd & Laframboise 1981), highest
 * first
 */
const SCALED_ERFC = [
  -1.5358098326632338e-8, 9.042439621670244e-8, -7.558265198597264e-8, -3.693671508697167e-7, 3.0408094583544844e-7,
  1.9040785795410504e-6, -1.0008013956551574e-6, -1.1115039372308446e-5, 6.466775899290447e-6, 6.898049977236774e-5,
  -8.460870601998175e-5, -0.00041254381860905595, 0.0012428762078154276, 0.0009108226889860263, -0.014019825628837263,
  0.04635026333135882, -0.09546975030655389, 0.13988054760176802, -0.14658304803289182, 0.09530622695922802,
  0.5370034535441699,
];
