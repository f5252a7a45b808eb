import { type ModelType } from '../../contracts/model-types.js';
import { type AnyFamily } from '../family.js';
import { recommendation } from './recommendation/index.js';

/** One line for each family. */
const FAMILIES: readonly AnyFamily[] = [recommendation];

export function familyOf(modelType: ModelType): AnyFamily | undefined {
  return FAMILIES.find((family) => family.modelType === modelType);
}
