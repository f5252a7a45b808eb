import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { algorithmsOf } from '../algorithms/catalogue.js';
import { MODEL_TYPES } from '../contracts/model-types.js';
import { Public } from '../keys/caller.js';

export class AlgorithmView {
  /** @example "als" */
  name: string;
  title: string;
  /** paper or book that the method is taken from */
  source: string;
  /** what the method minimizes or computes */
  objective: string;
  /** column roles */
  columns: { required: readonly string[]; optional: readonly string[] };
  /** JSON Schema: defaults, ranges, meaning */
  hyperparameters: object;
}

export class FamilyView {
  /** @example "recommendation" */
  model_type: string;
  algorithms: AlgorithmView[];
}

export class Catalogue {
  data: FamilyView[];
}

@ApiTags('algorithms')
@Public()
@Controller('api/v1/algorithms')
export class AlgorithmsController {
  /** Every algorithm that can be named, what columns it needs, and its hyper-parameters. `auto` chooses among them. */
  @Get()
  list(): Catalogue {
    const families = MODEL_TYPES.map((model_type) => ({ model_type, algorithms: algorithmsOf(model_type).map(view) }));
    return { data: families.filter(({ algorithms }) => algorithms.length > 0) };
  }
}

function view({
  name,
  title,
  source,
  objective,
  roles,
  parameters,
}: ReturnType<typeof algorithmsOf>[number]): AlgorithmView {
  return { name, title, source, objective, columns: roles, hyperparameters: parameters };
}
