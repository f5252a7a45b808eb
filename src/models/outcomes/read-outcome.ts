import { type FieldError } from '../../common/errors/api-error.js';
import { readPredictionId } from '../serving/prediction-id.js';
import type { OutcomeKind } from './outcome.entity.js';
import type { OutcomeBody } from './outcomes.dto.js';

export interface ReadOutcome {
  readonly version: number;
  readonly kind: OutcomeKind;
  readonly score: number;
  readonly predicted: string | number | null;
  readonly actual: string | number | boolean;
}

/** Versions of a name by their models' ids. */
export type VersionOf = ReadonlyMap<string, number>;

/** What an outcome says, or which field keeps it from saying anything. */
export function readOutcome(body: OutcomeBody, versionOf: VersionOf): ReadOutcome | FieldError {
  const reference = body.prediction_id === undefined ? null : readPredictionId(body.prediction_id);
  if (body.prediction_id !== undefined && !reference) return { field: 'prediction_id', message: 'is no prediction_id' };
  const version = reference ? versionOf.get(reference.modelId) : body.version;
  if (version === undefined) {
    return reference
      ? { field: 'prediction_id', message: 'is of no version of this name' }
      : { field: 'version', message: 'is needed where there is no prediction_id' };
  }
  if (![...versionOf.values()].includes(version))
    return { field: 'version', message: `there is no version ${version}` };
  const said = [body.label, body.value, body.reward].filter((what) => what !== undefined);
  const [actual] = said;
  if (said.length !== 1 || actual === undefined) {
    return { field: 'reward', message: 'or label or value: exactly one of them is needed' };
  }
  const predicted = reference?.predicted ?? body.prediction ?? null;
  const compared = compare(body, actual, predicted);
  return 'field' in compared ? compared : { version, predicted, actual, ...compared };
}

function compare(
  { reward, label }: OutcomeBody,
  actual: string | number | boolean,
  predicted: string | number | null,
): Pick<ReadOutcome, 'kind' | 'score'> | FieldError {
  if (typeof reward === 'boolean') return { kind: 'success', score: reward ? 1 : 0 };
  if (typeof reward === 'number') return { kind: 'reward', score: reward };
  if (predicted === null) return { field: 'prediction', message: 'is needed: the prediction_id does not say it' };
  if (label !== undefined) return { kind: 'label', score: String(predicted) === label ? 1 : 0 };
  if (typeof predicted !== 'number') return { field: 'value', message: 'was not predicted: a label was' };
  return { kind: 'value', score: predicted - Number(actual) };
}
