import { factorScorer } from '../factor-scorer.js';
import { type ItemScorer } from '../scorer.js';
import { type AlsModel } from './fit.js';

/** Scores are expected ratings, not cut to the scale, so that their order stays. */
export function alsScorer(model: AlsModel): ItemScorer {
  return factorScorer(model, { users: model.userBias.map((bias) => model.mean + bias), items: model.itemBias });
}
