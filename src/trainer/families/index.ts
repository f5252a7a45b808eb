import { type ModelType } from '../../contracts/model-types.js';
import { type AnyFamily } from '../family.js';
import { anomaly } from './anomaly.js';
import { clustering } from './clustering.js';
import { forecasting } from './forecasting/index.js';
import { recommendation } from './recommendation/index.js';
import { classification } from './tabular/classification.js';
import { regression } from './tabular/regression.js';

/** One line for each family. */
const FAMILIES: readonly AnyFamily[] = [recommendation, classification, regression, clustering, anomaly, forecasting];

export function familyOf(modelType: ModelType): AnyFamily | undefined {
  return FAMILIES.find((family) => family.modelType === modelType);
}
