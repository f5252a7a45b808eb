export * from './classification.js';
export * from './definition.js';
export * from './ranks.js';
export * from './regression.js';
export * from './roc-auc.js';
