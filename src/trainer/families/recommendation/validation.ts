import { type FitContext, type RatingData } from '../../../algorithms/contract.js';
import { findRecommender } from '../../../algorithms/recommendation/index.js';
import { type Measured } from '../../../algorithms/recommendation/rating-metrics.js';
import { RandomStream } from '../../../algorithms/random/stream.js';
import { type Interactions } from './data.js';
import { type HeldOut, measuredUsers, measureRanking, measureRatings } from './evaluate.js';
import { holdOutByUser } from './hold-out.js';
import { type Configuration } from './search-plan.js';

/** Scores of user-item pairs that one candidate's validation may compute. */
const PAIR_BUDGET = 50_000_000;

/** Training rows, once more divided by user: what candidates are fitted to, and what they are compared on. */
export class Validation {
  readonly train: RatingData;
  private readonly held: HeldOut;
  private readonly users: Int32Array;

  constructor(
    interactions: Pick<Interactions, 'data' | 'times'>,
    private readonly context: FitContext,
  ) {
    const { data, times } = interactions;
    const stream = new RandomStream(context.seed, 'validation');
    const heldRows = holdOutByUser(data.users, data.userCount, times, stream);
    const isHeld = new Uint8Array(data.users.length);
    for (const row of heldRows) isHeld[row] = 1;
    const pick = (wanted: number) => (_: number, row: number) => isHeld[row] === wanted;
    const divide = (wanted: number): HeldOut => ({
      users: data.users.filter(pick(wanted)),
      items: data.items.filter(pick(wanted)),
      ratings: data.ratings && data.ratings.filter(pick(wanted)),
    });
    this.train = { ...divide(0), userCount: data.userCount, itemCount: data.itemCount };
    this.held = divide(1);
    this.users = measuredUsers(this.held, this.train, context, PAIR_BUDGET);
  }

  /** nothing could be held out: no candidate can be told from another */
  get isEmpty(): boolean {
    return this.held.users.length === 0;
  }

  measure({ algorithm, hyperparameters }: Configuration, metric: string): Measured {
    const { seed, threads } = this.context;
    const fitted = findRecommender(algorithm).fit(this.train, hyperparameters, { seed, threads });
    const measured = [
      ...measureRatings(fitted, this.held).filter(({ name }) => name === metric),
      ...(metric.includes('@') ? measureRanking(fitted, this.train, this.held, this.users) : []),
    ].find(({ name }) => name === metric);
    if (!measured) throw new RangeError(`no metric ${metric}`);
    return measured;
  }
}
