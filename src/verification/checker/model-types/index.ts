import { type ModelType } from '../../../contracts/model-types.js';
import { type ModelTypeChecker } from '../evidence.js';
import { forecasting } from './forecasting.js';
import { recommendation } from './recommendation.js';
import { classification, regression } from './tabular.js';
import { anomaly, clustering } from './unsupervised.js';

export const MODEL_TYPES: Readonly<Record<ModelType, ModelTypeChecker>> = {
  recommendation,
  classification,
  regression,
  anomaly,
  clustering,
  forecasting,
};
