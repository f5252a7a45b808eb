import { type Parameters } from '../../../algorithms/contract.js';

export interface Configuration {
  readonly algorithm: string;
  readonly hyperparameters: Parameters;
}

/** Yields what to try next and is told its loss (lower is better), null where it was not tried. */
export type Plan = Generator<Configuration, void, number | null>;

const BIAS_RIDGES = [2.5, 5, 10, 20];
const RIDGES = [0.5, 0.8, 1.2, 1.7, 2.3, 3.2];
const MORE_FACTORS = [16, 32, 64];

/** Ratings: biases first, then how much the factors are shrunk, then how many there are. */
export function* ratingPlan(): Plan {
  const als = (hyperparameters: Parameters) => ({ algorithm: 'als', hyperparameters });
  const ridges = BIAS_RIDGES.flatMap((user) =>
    BIAS_RIDGES.map((item) => ({ user_bias_regularization: user, item_bias_regularization: item })),
  );
  const biases = yield* bestOf(ridges.map((ridge) => als({ ...ridge, factors: 0 })));
  const shrunk = yield* bestOf(
    RIDGES.map((regularization) => als({ ...biases?.hyperparameters, factors: 8, regularization })),
  );
  yield* bestOf(MORE_FACTORS.map((factors) => als({ ...(shrunk ?? biases)?.hyperparameters, factors })));
}

/** Lists: each family, then the few settings that matter to it. */
export function* rankingPlan(): Plan {
  yield { algorithm: 'popularity', hyperparameters: {} };
  const knn = (hyperparameters: Parameters) => ({ algorithm: 'item_knn', hyperparameters });
  const near = yield* bestOf([20, 50, 200].map((neighbours) => knn({ neighbours })));
  yield* bestOf([0, 50].map((shrinkage) => knn({ ...near?.hyperparameters, shrinkage })));
  yield* bestOf(
    [15, 50, 150, 500, 1500].map((regularization) => ({ algorithm: 'ease', hyperparameters: { regularization } })),
  );
  const ials = (hyperparameters: Parameters) => ({ algorithm: 'ials', hyperparameters });
  const weighed = yield* bestOf([3, 10, 30].map((confidence) => ials({ confidence, factors: 32 })));
  const shrunk = yield* bestOf(
    [1, 3, 30].map((regularization) => ials({ factors: 32, ...weighed?.hyperparameters, regularization })),
  );
  yield* bestOf([64, 128].map((factors) => ials({ ...(shrunk ?? weighed)?.hyperparameters, factors })));
}

function* bestOf(candidates: readonly Configuration[]): Generator<Configuration, Configuration | null, number | null> {
  let best: { candidate: Configuration; loss: number } | null = null;
  for (const candidate of candidates) {
    const loss = yield candidate;
    if (loss !== null && (best === null || loss < best.loss)) best = { candidate, loss };
  }
  return best?.candidate ?? null;
}
