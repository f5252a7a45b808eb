import { type ModelType } from '../../../contracts/model-types.js';
import { type Evidence, type Findings, type Fit } from '../evidence.js';
import { recommendation } from './recommendation.js';

/** What differs between model types: how rows are held out, what a solution is, what is measured. */
export interface ModelTypeChecker {
  /** The held-out rows that the seed gives, ascending. */
  split(evidence: Evidence): Uint32Array;
  fit(evidence: Evidence, fit: Fit): Findings;
  /** Replays the metrics of the evaluation file on the held-out rows. */
  metrics(evidence: Evidence, evaluation: Fit, testRows: Uint32Array): Findings;
}

export const MODEL_TYPES: Readonly<Partial<Record<ModelType, ModelTypeChecker>>> = { recommendation };
