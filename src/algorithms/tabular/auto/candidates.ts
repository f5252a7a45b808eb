import { type Parameters } from '../../contract.js';
import { LARGEST_DENSE } from '../../linear/logistic/direction.js';

/** Size of one fit: what the work of a candidate is counted from. */
export interface FitSize {
  readonly rows: number;
  readonly testRows: number;
  readonly features: number;
  /** columns where each level of a category is one */
  readonly encoded: number;
  /** scores per row */
  readonly outputs: number;
}

export interface Candidate {
  readonly algorithm: string;
  readonly parameters: Parameters;
  /** of two that tie, the one with the lower rank is chosen: ranks follow the size of the model in numbers */
  readonly rank: number;
  /** inner-loop steps of one fit with its predictions, roughly */
  work(size: FitSize): number;
}

const linear = (algorithm: string, parameters: Parameters): Candidate => ({
  algorithm,
  parameters,
  rank: 0,
  // About ten Newton steps: Gram matrices, or where they are too large some forty conjugate gradients, each there and back.
  work: ({ rows, features, encoded, outputs }) =>
    encoded * outputs > LARGEST_DENSE
      ? 800 * rows * features * outputs
      : 10 * rows * features * features * outputs * outputs,
});

const naiveBayes: Candidate = {
  algorithm: 'naive_bayes',
  parameters: {},
  rank: 1,
  work: ({ rows, features, outputs }) => 4 * rows * features * outputs,
};

const neighbours = (k: number): Candidate => ({
  algorithm: 'nearest_neighbours',
  parameters: { k, weights: 'distance' },
  rank: 6,
  work: ({ rows, testRows, features }) => rows * testRows * features,
});

const forest = (minLeaf: number, share: (features: number) => number): Candidate => ({
  algorithm: 'random_forest',
  parameters: { min_leaf: minLeaf },
  rank: 5,
  work: ({ rows, features, outputs }) => 400 * rows * Math.ceil(share(features)) * depth(rows) * outputs,
});

const boosting = (parameters: { readonly max_leaves: number } & Parameters): Candidate => ({
  algorithm: 'gradient_boosting',
  parameters,
  rank: parameters.max_leaves <= 6 ? 2 : parameters.max_leaves <= 12 ? 3 : 4,
  work: ({ rows, features, outputs }) => 400 * outputs * rows * (features + 10) * depth(parameters.max_leaves),
});

/** Rounds that a search lets boosting take; it stops earlier by the validation loss. */
const MOST_ROUNDS = 2000;

/** In the order in which they are tried while the work allows: first the ones that are most often best. */
export const CLASSIFIER_CANDIDATES: readonly Candidate[] = [
  linear('logistic_regression', { l2: 1 }),
  boosting({
    trees: MOST_ROUNDS,
    learning_rate: 0.05,
    max_leaves: 6,
    min_child_weight: 2,
    feature_fraction: 0.4,
    row_fraction: 0.7,
  }),
  boosting({
    trees: MOST_ROUNDS,
    learning_rate: 0.05,
    max_leaves: 31,
    min_child_weight: 5,
    feature_fraction: 0.7,
    row_fraction: 0.8,
  }),
  forest(5, Math.sqrt),
  boosting({
    trees: MOST_ROUNDS,
    learning_rate: 0.05,
    max_leaves: 12,
    min_child_weight: 1,
    feature_fraction: 0.5,
    row_fraction: 0.8,
  }),
  naiveBayes,
  linear('logistic_regression', { l2: 10 }),
  linear('logistic_regression', { l2: 1, l1: 1 }),
  neighbours(30),
];

export const REGRESSOR_CANDIDATES: readonly Candidate[] = [
  linear('ridge', { l2: 1 }),
  boosting({
    trees: MOST_ROUNDS,
    learning_rate: 0.05,
    max_leaves: 8,
    min_child_weight: 5,
    feature_fraction: 0.5,
    row_fraction: 0.8,
  }),
  boosting({
    trees: MOST_ROUNDS,
    learning_rate: 0.05,
    max_leaves: 31,
    min_child_weight: 5,
    feature_fraction: 0.5,
    row_fraction: 0.8,
  }),
  forest(2, (features) => features / 3),
  boosting({
    trees: MOST_ROUNDS,
    learning_rate: 0.05,
    max_leaves: 4,
    min_child_weight: 5,
    feature_fraction: 0.7,
    row_fraction: 0.8,
  }),
  linear('least_squares', {}),
  linear('ridge', { l2: 30 }),
  linear('elastic_net', {}),
  neighbours(10),
];

/** Levels of a balanced tree with this many leaves: 32 less the leading zeros. */
const depth = (leaves: number): number => 32 - Math.clz32(leaves);
