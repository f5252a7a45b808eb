import { z } from 'zod';
import { canonicalJson } from './canonical-json.js';
import { Hyperparameters } from './job.js';
import { ColumnMapping, ModelType } from './model-types.js';
import { type Tensor, type TensorFile, TensorFileError } from './safetensors.js';
import { jsonFromTensor, jsonToTensor } from './strings.js';

/**
 * A model as plain data, in a safetensors file. Tensors:
 *   `config.json`   what it is (ModelConfig)
 *   `recipe.json`   how a raw row becomes model input (sanitizer/recipe)
 *   `split.test`    U32, ascending indices of the table's rows that this model was NOT fitted to (empty for the final model)
 *   `p.*`           the estimator's own tensors, documented beside its toTensors
 * Two files come out of a training, in the same format: `evaluation`, fitted to the training rows only, whose metrics on
 * the held-out rows are the ones that are published; and `model`, fitted to all rows by the same configuration, which serves.
 */
export const ModelConfig = z.strictObject({
  model_type: ModelType,
  algorithm: z.string().max(64),
  hyperparameters: Hyperparameters,
  roles: ColumnMapping,
  seed: z.number().int().nonnegative(),
  code_version: z.string().max(64),
});
export type ModelConfig = z.infer<typeof ModelConfig>;

export interface ModelFile {
  readonly config: ModelConfig;
  readonly recipe: unknown;
  readonly testRows: Uint32Array;
  /** the tensors of the estimator, names without the `p.` */
  readonly parameters: ReadonlyMap<string, Tensor>;
}

const FORMAT = 'algoapi-model/1';
const PARAMETER = 'p.';

export function modelToTensors(model: ModelFile): TensorFile {
  const tensors = new Map<string, Tensor>([
    ['config.json', jsonToTensor(canonicalJson(model.config))],
    ['recipe.json', jsonToTensor(canonicalJson(model.recipe))],
    ['split.test', { shape: [model.testRows.length], data: model.testRows }],
  ]);
  for (const [name, tensor] of model.parameters) tensors.set(PARAMETER + name, tensor);
  return { metadata: new Map([['format', FORMAT]]), tensors };
}

export function modelFromTensors({ metadata, tensors }: TensorFile): ModelFile {
  if (metadata.get('format') !== FORMAT) throw new TensorFileError(`not a model of format ${FORMAT}`);
  const config = ModelConfig.safeParse(jsonFromTensor(tensors, 'config.json'));
  if (!config.success) throw new TensorFileError('config.json: malformed');
  const testRows = tensors.get('split.test')?.data;
  if (!(testRows instanceof Uint32Array))
    throw new TensorFileError('tensor split.test is missing or has the wrong type');
  const parameters = new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(PARAMETER))
      .map(([name, tensor]) => [name.slice(PARAMETER.length), tensor]),
  );
  return { config: config.data, recipe: jsonFromTensor(tensors, 'recipe.json'), testRows, parameters };
}
