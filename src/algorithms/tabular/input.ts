import { type ClassificationData, DataError, type Features, type RegressionData } from '../contract.js';
import { areFinite } from './finite.js';

/** What every tabular estimator asks of its features: at least one row and column, equal lengths, no NaN or infinity. */
export function assertFeatures(features: Features): void {
  if (features.rows === 0) throw new DataError('no_rows', 'There are no rows.');
  if (features.columns.length === 0) throw new DataError('no_features', 'There are no feature columns.');
  for (const column of features.columns) {
    const cells = column.kind === 'number' ? column.values : column.codes;
    if (cells.length !== features.rows)
      throw new DataError('ragged_features', `Column ${column.name} has ${cells.length} cells, not ${features.rows}.`);
    if (column.kind === 'number') {
      if (!areFinite(column.values))
        throw new DataError('not_finite', `Column ${column.name} holds a missing or infinite value.`);
    } else if (!column.codes.every((code) => code >= -1 && code < column.levels.length)) {
      throw new DataError('unknown_code', `Column ${column.name} holds a code without a level.`);
    }
  }
}

/** Labels in range, at least two classes, and each class of `classes` present. */
export function assertClassification({ features, labels, classes }: ClassificationData): void {
  assertFeatures(features);
  if (labels.length !== features.rows)
    throw new DataError('ragged_target', `The target has ${labels.length} cells, not ${features.rows}.`);
  if (classes.length < 2)
    throw new DataError('one_class', 'The target has a single class: there is nothing to tell apart.');
  const seen = new Uint8Array(classes.length);
  for (const label of labels) {
    if (label < 0 || label >= classes.length)
      throw new DataError('unknown_class', `A label lies outside of the ${classes.length} classes.`);
    seen[label] = 1;
  }
  const absent = seen.indexOf(0);
  if (absent >= 0) throw new DataError('absent_class', `No training row has the class ${classes[absent]}.`);
}

export function assertRegression({ features, target }: RegressionData): void {
  assertFeatures(features);
  if (target.length !== features.rows)
    throw new DataError('ragged_target', `The target has ${target.length} cells, not ${features.rows}.`);
  if (!areFinite(target)) throw new DataError('not_finite', 'The target holds a missing or infinite value.');
}
