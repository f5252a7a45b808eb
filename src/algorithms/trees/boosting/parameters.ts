import { type Parameters, type ParameterSchema } from '../../contract.js';
import { ParameterReader } from '../../tabular/parameters.js';
import { type BoostingRules } from './boost.js';

export const boostingParameters: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    trees: {
      type: ['integer', 'null'],
      default: null,
      minimum: 1,
      maximum: 20_000,
      description: 'Rounds of boosting; null: settled on a fifth of the rows held out, then fitted to all.',
    },
    learning_rate: {
      type: 'number',
      default: 0.1,
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Factor of each tree: smaller needs more trees and generalizes better.',
    },
    max_leaves: {
      type: 'integer',
      default: 31,
      minimum: 2,
      maximum: 4096,
      description: 'Leaves of a tree, grown best first.',
    },
    max_depth: {
      type: ['integer', 'null'],
      default: null,
      minimum: 1,
      maximum: 64,
      description: 'Splits on the longest path; null: no limit but the leaves.',
    },
    min_child_weight: {
      type: 'number',
      default: 5,
      minimum: 0,
      maximum: 1e9,
      description: 'Least Hessian sum of a leaf: rows for regression, Σp(1 − p) for classification.',
    },
    l2: {
      type: 'number',
      default: 1,
      minimum: 0,
      maximum: 1e9,
      description: 'Quadratic penalty λ of leaf values.',
    },
    min_gain: {
      type: 'number',
      default: 0,
      minimum: 0,
      maximum: 1e12,
      description: 'A split must lower the penalized objective by more than this.',
    },
    feature_fraction: {
      type: 'number',
      default: 1,
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Share of the features that each tree may split on.',
    },
    row_fraction: {
      type: 'number',
      default: 1,
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Share of the rows that each tree is grown on.',
    },
  },
};

/** Without `trees`, which may still have to be settled. */
export function boostingRules(given: Parameters): Omit<BoostingRules, 'trees'> & { readonly trees: number | null } {
  const reader = new ParameterReader(boostingParameters, given);
  return {
    trees: reader.optionalNumber('trees'),
    learningRate: reader.number('learning_rate'),
    maxLeaves: reader.number('max_leaves'),
    maxDepth: reader.optionalNumber('max_depth') ?? Infinity,
    minChildWeight: reader.number('min_child_weight'),
    l2: reader.number('l2'),
    minGain: reader.number('min_gain'),
    featureFraction: reader.number('feature_fraction'),
    rowFraction: reader.number('row_fraction'),
  };
}
