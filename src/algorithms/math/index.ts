/** The transcendental functions, the same bits on every engine: only + − × ÷, sqrt and rounding are used below. */
export { exp, expm1 } from './exponential.js';
export { log, log1p, log2 } from './logarithm.js';
export { logSumExp, sigmoid, softplus, tanh } from './logistic.js';
export { erf, erfc, normalCdf, normalDensity, normalQuantile } from './normal.js';
export { pow } from './power.js';
export { mean, sum } from './sum.js';
