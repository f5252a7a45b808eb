import { type Parameters, type ParameterSchema } from '../../contract.js';
import { type Scaling } from '../ridge-scaling.js';

export const ialsParameters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    factors: {
      type: 'integer',
      description: 'Length k of the latent vectors.',
      default: 64,
      minimum: 1,
      maximum: 256,
    },
    confidence: {
      type: 'number',
      description: 'α: an interaction seen q times weighs 1 + αq, a pair without one weighs 1.',
      default: 10,
      exclusiveMinimum: 0,
      maximum: 1e6,
    },
    regularization: {
      type: 'number',
      description: 'Ridge λ of the latent vectors.',
      default: 10,
      exclusiveMinimum: 0,
      maximum: 1e6,
    },
    regularization_scaling: {
      type: 'string',
      description:
        'How λ grows with the number n of interactions behind a vector: none (λ), sqrt (λ√n) or linear (λn).',
      default: 'sqrt',
      enum: ['none', 'sqrt', 'linear'],
    },
    solver: {
      type: 'string',
      description:
        'cholesky solves each half of an alternation exactly; conjugate_gradient takes three steps towards it (Takács et al. 2011), faster.',
      default: 'cholesky',
      enum: ['cholesky', 'conjugate_gradient'],
    },
    iterations: {
      type: 'integer',
      description: 'Alternations.',
      default: 15,
      minimum: 1,
      maximum: 1000,
    },
  },
} as const satisfies ParameterSchema;

export interface IalsParameters {
  readonly factors: number;
  readonly confidence: number;
  readonly regularization: number;
  readonly regularization_scaling: Scaling;
  readonly solver: 'cholesky' | 'conjugate_gradient';
  readonly iterations: number;
}

export function readIalsParameters(given: Parameters): IalsParameters {
  const read = (name: keyof IalsParameters) => given[name] ?? ialsParameters.properties[name].default;
  return {
    factors: Number(read('factors')),
    confidence: Number(read('confidence')),
    regularization: Number(read('regularization')),
    regularization_scaling: read('regularization_scaling') as Scaling,
    solver: read('solver') as IalsParameters['solver'],
    iterations: Number(read('iterations')),
  };
}
