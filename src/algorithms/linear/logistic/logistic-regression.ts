import {
  type ClassificationData,
  type ClassPrediction,
  DataError,
  type Estimator,
  type Features,
  type ParameterSchema,
} from '../../contract.js';
import { softmaxRows } from '../../tabular/softmax.js';
import { assertClassification } from '../../tabular/input.js';
import { ParameterReader } from '../../tabular/parameters.js';
import { Design } from '../design.js';
import { standardLayout } from '../layout.js';
import { type LinearModel, linearFromTensors, linearScores, linearToTensors } from '../linear-model.js';
import { LARGEST_DENSE } from './direction.js';
import { interceptIndex, logisticProblem } from './problem.js';
import { minimize } from './solver.js';

/** Most variables of the proximal steps, whose curvature matrix is dense. */
const MOST_WITH_L1 = 4000;

const parameters: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    l2: {
      type: 'number',
      default: 1,
      minimum: 0,
      maximum: 1e12,
      description:
        'Weight of the quadratic penalty ½‖w‖² on the coefficients of the standardized columns (1/C elsewhere).',
    },
    l1: {
      type: 'number',
      default: 0,
      minimum: 0,
      maximum: 1e12,
      description: 'Weight of the absolute penalty ‖w‖₁, which sets coefficients to zero; with l2 an elastic net.',
    },
  },
};

/**
 * Minimizes Σ −log p(class of row) + ½·l2·‖w‖² + l1·‖w‖₁ on standardized numbers and one-hot categories (all levels);
 * intercepts are not penalized. Two classes: p₁ = σ(f) of one output. More: softmax over one output per class.
 */
export const logisticRegression: Estimator<ClassificationData, LinearModel, Features, ClassPrediction> = {
  name: 'logistic_regression',
  modelType: 'classification',
  title: 'Logistic regression (quadratic, absolute or mixed penalty)',
  source:
    'Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2nd ed., 2009, §4.4; Lee, Sun & Saunders 2014',
  parameters,

  memory({ features, classes }, given) {
    const outputs = classes.length === 2 ? 1 : classes.length;
    const variables = outputs * (standardLayout(features).center.length + 1);
    const isDense = variables <= LARGEST_DENSE || new ParameterReader(parameters, given).number('l1') > 0;
    return 8 * features.rows * (features.columns.length + 4 * outputs) + (isDense ? 16 * variables * variables : 0);
  },

  fit(data, given, context) {
    assertClassification(data);
    const reader = new ParameterReader(parameters, given);
    const [l2, l1] = [reader.number('l2'), reader.number('l1')];
    if (l1 + l2 === 0)
      throw new DataError('no_penalty', 'Without a penalty separable classes have no solution.', 'Set l2 or l1.');
    const layout = standardLayout(data.features);
    const design = new Design(layout, data.features);
    const problem = logisticProblem(design, data.labels, data.classes.length, l2);
    if (l1 > 0 && problem.size > MOST_WITH_L1)
      throw new DataError('too_many_columns', `The absolute penalty takes at most ${MOST_WITH_L1} coefficients.`);
    const theta = minimize(problem, l1, context.onProgress);
    const intercept = Float64Array.from({ length: problem.outputs }, (_, k) => {
      const index = interceptIndex(problem, k);
      return index < 0 ? 0 : theta[index]!;
    });
    return { layout, coefficients: theta.slice(0, problem.weightCount), intercept, l2, l1 };
  },

  predict: (model, rows) => ({ probabilities: softmaxRows(linearScores(model, rows)) }),
  /** As linearToTensors. One output for two classes (log-odds of class 1), else one per class (the first intercept is 0). */
  toTensors: linearToTensors,
  fromTensors: linearFromTensors,
};
