import { DataError } from '../contract.js';
import { type Matrix } from '../encoding/dense.js';
import { factorizeCholesky } from '../linalg/cholesky.js';
import { exp, log, logSumExp } from '../math/index.js';
import { type MixtureParameters } from './mixture-maximization.js';

const LOG_2PI = 1.8378770664093453;

/** log w_k + log N(x; μ_k, Σ_k) for every component of a row, by a Cholesky factor of each covariance. */
export class GaussianDensity {
  readonly components: number;
  private readonly factors: Float64Array;
  private readonly constants: Float64Array;
  private readonly solved: Float64Array;

  constructor(
    private readonly parameters: MixtureParameters,
    private readonly columns: number,
  ) {
    const { weights, covariances } = parameters;
    this.components = weights.length;
    this.factors = covariances.slice();
    this.solved = new Float64Array(columns);
    this.constants = weights.map((weight, k) => {
      const factor = this.factors.subarray(k * columns * columns, (k + 1) * columns * columns);
      if (!factorizeCholesky(factor, columns))
        throw new DataError(
          'degenerate_covariance',
          'A component has collapsed: use fewer components or diagonal ones.',
        );
      let logDeterminant = 0;
      for (let i = 0; i < columns; i++) logDeterminant += 2 * log(factor[i * columns + i]!);
      return log(weight) - 0.5 * (columns * LOG_2PI + logDeterminant);
    });
  }

  logJoint({ data }: Matrix, row: number, out: Float64Array): void {
    const { columns, factors, solved } = this;
    const { means } = this.parameters;
    for (let k = 0; k < this.components; k++) {
      const from = k * columns * columns;
      let squares = 0;
      for (let i = 0; i < columns; i++) {
        let value = data[row * columns + i]! - means[k * columns + i]!;
        for (let j = 0; j < i; j++) value -= factors[from + i * columns + j]! * solved[j]!;
        solved[i] = value / factors[from + i * columns + i]!;
        squares += solved[i]! * solved[i]!;
      }
      out[k] = this.constants[k]! - 0.5 * squares;
    }
  }

  mostProbable(points: Matrix, row: number): number {
    const joint = new Float64Array(this.components);
    this.logJoint(points, row, joint);
    return joint.reduce((best, value, k) => (value > joint[best]! ? k : best), 0);
  }
}

/** The E-step: writes P(component | row) to `responsibilities` (rows × components) and returns the log-likelihood. */
export function expectation(parameters: MixtureParameters, points: Matrix, responsibilities: Float64Array): number {
  const density = new GaussianDensity(parameters, points.columns);
  const { components } = density;
  const joint = new Float64Array(components);
  let logLikelihood = 0;
  for (let row = 0; row < points.rows; row++) {
    density.logJoint(points, row, joint);
    const total = logSumExp(joint);
    logLikelihood += total;
    for (let k = 0; k < components; k++) responsibilities[row * components + k] = exp(joint[k]! - total);
  }
  return logLikelihood;
}
