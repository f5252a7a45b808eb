import { algorithmsOf, findAlgorithm, validateParameters } from '../algorithms/catalogue.js';
import { DataError } from '../algorithms/contract.js';
import { type TrainJob } from '../contracts/job.js';
import { familyOf } from './families/index.js';
import { type AnyFamily, type ChoiceRequest } from './family.js';

/** The API refuses these before the task is queued; here they guard against a queue that holds older requests. */
export function resolveRequest(job: TrainJob): { family: AnyFamily; request: ChoiceRequest } {
  const { algorithm, hyperparameters, metric } = job;
  const family = familyOf(job.model_type);
  if (!family) throw new DataError('model_type_unavailable', `this build does not train ${job.model_type}`);
  const entry = findAlgorithm(job.model_type, algorithm);
  if (algorithm !== 'auto' && !entry) {
    const names = algorithmsOf(job.model_type).map(({ name }) => name);
    throw new DataError('unknown_algorithm', `${job.model_type} has auto, ${names.join(', ')}; not ${algorithm}`);
  }
  const schema = entry?.parameters ?? { type: 'object', additionalProperties: false, properties: {} };
  const [error] = validateParameters(schema, hyperparameters);
  if (error) throw new DataError('invalid_hyperparameter', `${error.field} ${error.message}`);
  return { family, request: { algorithm, hyperparameters, metric } };
}
