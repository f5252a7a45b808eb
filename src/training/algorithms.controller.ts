import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { algorithmsOf } from '../algorithms/catalogue.js';
import { type SelectionMetric, selectionMetrics } from '../algorithms/selection-metrics.js';
import { MODEL_TYPES } from '../contracts/model-types.js';
import { Public } from '../keys/caller.js';

export class AlgorithmView {
  /**
   * to be named in `algorithm`
   * @example "als"
   */
  name: string;
  /**
   * for people
   * @example "Alternating least squares"
   */
  title: string;
  /**
   * paper or book that the method is taken from
   * @example "Zhou et al. 2008"
   */
  source: string;
  /**
   * what the method minimizes or computes
   * @example "Σ (r − x·y)² + λ(‖x‖² + ‖y‖²)"
   */
  objective: string;
  /**
   * column roles
   * @example {"required":["user_id","item_id","rating"],"optional":["timestamp"]}
   */
  columns: { required: readonly string[]; optional: readonly string[] };
  /**
   * JSON Schema: defaults, ranges, meaning
   * @example {"type":"object","properties":{}}
   */
  hyperparameters: object;
}

export class SelectionMetricView {
  /**
   * to be named in `metric`
   * @example "rmse"
   */
  name: string;
  /**
   * for people
   * @example "Root mean squared error of the ratings"
   */
  title: string;
  /**
   * whether more is better
   * @example false
   */
  higher_is_better: boolean;
  /**
   * when `auto` chooses by it unasked; null: only where `metric` asks for it
   * @example "there are ratings"
   */
  default_when: string | null;
}

export class FamilyView {
  /**
   * to be named in `model_type`
   * @example "recommendation"
   */
  model_type: string;
  /** in the order shown */
  algorithms: AlgorithmView[];
  /** what `metric` may be: `auto` chooses by it on rows held out of the training rows */
  metrics: SelectionMetricView[];
}

export class Catalogue {
  /** each model type that this build offers */
  data: FamilyView[];
}

@ApiTags('algorithms')
@Public()
@Controller('api/v1/algorithms')
export class AlgorithmsController {
  /**
   * Every algorithm that can be named, what columns it needs, and its hyper-parameters; and by which metrics `auto` can choose
   * among them.
   */
  @Get()
  list(): Catalogue {
    const families = MODEL_TYPES.map((model_type) => ({
      model_type,
      algorithms: algorithmsOf(model_type).map(view),
      metrics: selectionMetrics(model_type).map(metricView),
    }));
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

function metricView({ name, title, higherIsBetter, defaultWhen }: SelectionMetric): SelectionMetricView {
  return { name, title, higher_is_better: higherIsBetter, default_when: defaultWhen };
}
