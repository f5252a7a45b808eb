import { type Parameters, type ParameterSchema } from '../../contract.js';
import { type Scaling } from '../ridge-scaling.js';

export const alsParameters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    factors: {
      type: 'integer',
      description: 'Length k of the latent vectors; 0 leaves the mean and the biases alone.',
      default: 8,
      minimum: 0,
      maximum: 256,
    },
    regularization: {
      type: 'number',
      description: 'Ridge λ of the latent vectors. More shrinks them towards the biases alone.',
      default: 2.3,
      exclusiveMinimum: 0,
      maximum: 1e6,
    },
    regularization_scaling: {
      type: 'string',
      description:
        'How λ grows with the number n of ratings behind a vector: none (λ), sqrt (λ√n), or linear (λn, Zhou et al. 2008).',
      default: 'sqrt',
      enum: ['none', 'sqrt', 'linear'],
    },
    user_bias_regularization: {
      type: 'number',
      description: 'Ridge of the user biases, in pseudo-ratings at the mean.',
      default: 10,
      exclusiveMinimum: 0,
      maximum: 1e6,
    },
    item_bias_regularization: {
      type: 'number',
      description: 'Ridge of the item biases, in pseudo-ratings at the mean.',
      default: 5,
      exclusiveMinimum: 0,
      maximum: 1e6,
    },
    iterations: {
      type: 'integer',
      description: 'Most alternations; fewer when the loss settles.',
      default: 40,
      minimum: 1,
      maximum: 1000,
    },
    tolerance: {
      type: 'number',
      description: 'Relative decrease of the loss per alternation at which it has settled; 0: when it falls no more.',
      default: 1e-5,
      minimum: 0,
      maximum: 1,
    },
  },
} as const satisfies ParameterSchema;

export interface AlsParameters {
  readonly factors: number;
  readonly regularization: number;
  readonly regularization_scaling: Scaling;
  readonly user_bias_regularization: number;
  readonly item_bias_regularization: number;
  readonly iterations: number;
  readonly tolerance: number;
}

/** Validated parameters (validateParameters) with the defaults filled in. */
export function readAlsParameters(given: Parameters): AlsParameters {
  const { properties } = alsParameters;
  const read = (name: keyof AlsParameters) => given[name] ?? properties[name].default;
  return {
    factors: Number(read('factors')),
    regularization: Number(read('regularization')),
    regularization_scaling: read('regularization_scaling') as Scaling,
    user_bias_regularization: Number(read('user_bias_regularization')),
    item_bias_regularization: Number(read('item_bias_regularization')),
    iterations: Number(read('iterations')),
    tolerance: Number(read('tolerance')),
  };
}
