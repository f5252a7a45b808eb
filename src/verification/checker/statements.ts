import { type Check } from '../../contracts/check.js';

/** Tolerances of the three classes. A count must be 0; a scaled residual; a relative distance from an optimum. */
const TOLERANCES = { EXACT: 0, BACKWARD: 1e-10, GAP: 1e-6 } as const;

/** Every check: its class, and what follows where it holds. */
export const STATEMENTS = {
  form: ['EXACT', 'the file has the tensors of such a model, of the sizes that its rows give'],
  claim: ['EXACT', 'what is claimed is one answer to what was asked for, and both files belong to it'],
  split: ['EXACT', 'nobody chose which rows the metrics are computed on'],
  recipe: ['EXACT', 'each fill is the median or mode, and each list of levels the levels, of the fitted rows alone'],
  metrics: ['EXACT', 'no metric and no baseline is left out or made up'],
  metric: [
    'BACKWARD',
    'the value, its standard error and the baselines follow from the evaluation file and the held-out rows',
  ],
  classes: ['EXACT', 'each probability stands for the class that the table names'],
  identity: [
    'EXACT',
    'every index stands for the user or item of the table, and what each user met is what the rows say',
  ],
  columns: ['BACKWARD', 'each number is centred and scaled as by the rows that the model was fitted to'],
  penalties: ['BACKWARD', 'the penalties are those of the hyper-parameters'],
  intercept: ['BACKWARD', 'no other intercept has a smaller loss'],
  stationary: ['BACKWARD', 'the gradient vanishes to rounding: no column explains any of what is left'],
  radius: ['GAP', 'no coefficient, on columns of unit length, is relatively further from the solution'],
  duality_gap: ['GAP', 'the objective is within this share of its minimum'],
  counts: ['EXACT', 'the counts are those of the rows'],
  moments: ['BACKWARD', 'means and variances of each class are those of its rows'],
  rows: ['EXACT', 'the model holds every row with its answer, and k as asked'],
  numbers: ['BACKWARD', 'numbers are centred and scaled by the fitted rows'],
  structure: [
    'EXACT',
    'bins follow their rule, splits cut at their edges, trees, rows and features are as asked and drawn',
  ],
  base: ['BACKWARD', 'boosting starts from the mean or the shares of the classes'],
  leaves: ['GAP', 'every leaf is the mean, or −η G/(H + λ), of the rows that reach it'],
  splits: [
    'GAP',
    'of the splits that the rules and the seed let a tree look at, none gains more than the one that was made',
  ],
  out_of_bag: ['BACKWARD', 'each is the mean of the trees that did not draw the row'],
  state: ['EXACT', 'the detector is what these rows and the seed make of it'],
  sums: ['BACKWARD', 'so are its sums and roots'],
  threshold: ['BACKWARD', 'the threshold flags the share of the fitted rows that was asked for'],
  'view.axes': ['BACKWARD', 'the plane is orthonormal and lies at the mean'],
  'view.components': ['BACKWARD', 'its axes are eigenvectors of the covariance'],
  'view.largest': ['EXACT', 'no other direction has more variance'],
  count: ['EXACT', 'there are as many clusters as asked for, with covariances of the form asked for'],
  centres: ['BACKWARD', 'every centre is the mean of the rows nearest to it: a fixed point of Lloyd’s algorithm'],
  inertia: ['BACKWARD', 'the inertia is that of the rows'],
  weights: ['BACKWARD', 'the weights are shares'],
  likelihood: ['BACKWARD', 'the likelihood is that of the rows'],
  fixed_point: ['GAP', 'another step of EM gains no more than this for each row'],
  neighbourhood: ['BACKWARD', 'the radius is the one asked for, or the knee of the nearest distances'],
  cores: ['EXACT', 'the dense rows are these, and those within reach of each other share a cluster'],
  times: ['EXACT', 'every time of the table lies on the grid, and every series starts where it says'],
  form_of_recursion: ['EXACT', 'each series has the recursions of the method, over the observations of the table'],
  season: ['BACKWARD', 'seasonal indices that were taken out are those of the classical decomposition'],
  recursion: ['BACKWARD', 'run over the series the recursion ends at the state that forecasts start from'],
  variance: ['BACKWARD', 'the error variance is that of the one-step errors'],
  drift: ['BACKWARD', 'only Theta adds a drift, and the one that its line gives'],
  optimum: [
    'GAP',
    'no smoothing parameter and no start nearby makes the series likelier by more, for each observation',
  ],
  rating_range: ['EXACT', 'predictions are cut to the smallest and the greatest rating'],
  mean: ['BACKWARD', 'μ is the mean of the ratings that the model was fitted to'],
  items_stationary: ['BACKWARD', 'with the users held, no other rows of the items have a smaller loss'],
  replay: ['GAP', 'alternating from the seed as often as the rule says ends at these items: nothing stopped early'],
  neighbours: ['EXACT', 'each list is the brute-force one under (similarity, index)'],
  met: ['EXACT', 'scores are computed from what the rows say of the user'],
  diagonal: ['EXACT', 'no item recommends itself'],
  gradient: ['GAP', 'the gradient vanishes to the rounding of f32'],
} as const satisfies Readonly<Record<string, readonly [Check['class'], string]>>;

export type CheckId = keyof typeof STATEMENTS;

/**
 * What was found: a count, a scaled residual or a relative distance, as the class says. `floor` is the rounding error of
 * the value's own evaluation: above the tolerance it leaves the check undecided. JSON has no NaN: that fails as −1.
 */
export function found(id: CheckId, scope: string, value: number, { floor = 0, more = '' } = {}): Check {
  const [kind, implies] = STATEMENTS[id];
  const tol = TOLERANCES[kind];
  const entry = { id, class: kind, scope: scope.slice(0, 300), tol, implies: implies + more };
  if (!Number.isFinite(value)) return { ...entry, value: -1, verdict: 'FAIL' };
  const verdict = floor > tol ? 'INDETERMINATE' : Math.abs(value) <= tol ? 'PASS' : 'FAIL';
  return { ...entry, value, verdict };
}
