import { type ClassificationData } from '../../../algorithms/contract.js';
import { CLASS_METRICS, predictedClass } from '../../../algorithms/metrics/index.js';
import {
  CLASSIFIER_CANDIDATES,
  classificationTask,
  defaultClassMetric,
  findAlgorithm,
  fitClassifier,
  holdOutStratified,
  leftOutMemory,
  loadClassifier,
  type TabularClassifier,
} from '../../../algorithms/tabular/index.js';
import { type Tensor } from '../../../contracts/safetensors.js';
import { stringsFromTensors, stringsToTensors } from '../../../contracts/strings.js';
import { type Family, type ScoreColumn } from '../../family.js';
import { chooseTabular } from './choose.js';
import { columnOf, featuresAt, isMissing, tableFeatures } from './columns.js';
import { type Baseline, evaluateTabular } from './evaluate.js';
import { labelsOf } from './labels.js';
import { HELD_OUT, rowsWithTarget, splitByTime } from './split.js';

interface Model {
  readonly classifier: TabularClassifier;
  readonly classes: readonly string[];
}

export const classification: Family<ClassificationData, Model> = {
  modelType: 'classification',

  /** In time if each row has one and each class remains in training, else stratified. */
  split(table, roles, { seed }) {
    const rows = rowsWithTarget(table, roles);
    const { labels, classes } = labelsOf(columnOf(table, roles, 'target'), rows, rows);
    const inTime = splitByTime(table, roles, rows);
    if (inTime) {
      const isHeld = new Uint8Array(table.sourceRows.length);
      for (const row of inTime.testRows) isHeld[row] = 1;
      const remaining = new Set(labels.filter((_, i) => isHeld[rows[i]!] === 0));
      if (remaining.size === classes.length) return inTime;
    }
    const { test } = holdOutStratified(labels, classes.length, HELD_OUT, seed);
    return { kind: 'stratified 20 %', testRows: test.map((i) => rows[i]!) };
  },

  prepare(source) {
    const { table, roles, rows } = source;
    const target = columnOf(table, roles, 'target');
    const known = rowsWithTarget(table, roles);
    const own = rows.filter((row) => !isMissing(target, row));
    return { features: featuresAt(source, own), ...labelsOf(target, known, own) };
  },

  choose: (train, request, context) =>
    chooseTabular(
      classificationTask,
      train,
      CLASSIFIER_CANDIDATES,
      { ...request, metric: request.metric ?? defaultClassMetric(train) },
      context,
    ),

  memory: (data, { algorithm, hyperparameters }) =>
    findAlgorithm(classificationTask.algorithms, algorithm).estimator.memory(data, hyperparameters) +
    leftOutMemory(data.features),

  fit: (data, { algorithm, hyperparameters }, context) => ({
    classifier: fitClassifier(algorithm, data, hyperparameters, context),
    classes: data.classes,
  }),

  evaluate({ classifier }, train, test, context) {
    const names = CLASS_METRICS.map(({ name }) => name);
    const [first, ...rest] = [defaultClassMetric(train), ...names];
    const ordered = [first, ...rest.filter((name) => name !== first)];
    const evaluation = evaluateTabular(classificationTask, classifier, [classShares(train)], test, ordered, context);
    const { calibration } = classifier;
    const note = calibration
      ? `Probabilities are calibrated on rows left out (slope ${calibration.slope.toFixed(3)}).`
      : 'Probabilities are as the algorithm gives them: calibrating did not lower the log loss of rows left out.';
    return { ...evaluation, notes: [note] };
  },

  /**
   * The estimator's tensors; `calibration.*` (algorithms/tabular/calibration.ts) if probabilities are calibrated; `classes.utf8`,
   * `classes.offsets` (contracts/strings.ts): the names of the classes in the order of the probabilities.
   */
  toTensors: ({ classifier, classes }) =>
    new Map<string, Tensor>([...classifier.toTensors(), ...stringsToTensors('classes', classes)]),

  /** `prediction`, then `probability:<class>` for each class. */
  scorer({ config, parameters }) {
    const classifier = loadClassifier(config.algorithm, parameters);
    const classes = stringsFromTensors('classes', parameters);
    return (table): ScoreColumn[] => {
      const features = tableFeatures(table, config.roles);
      const { probabilities } = classifier.predict(features);
      const rows = Array.from({ length: features.rows }, (_, row) => row);
      return [
        { name: 'prediction', texts: rows.map((row) => classes[predictedClass(probabilities, classes.length, row)]!) },
        ...classes.map((name, k) => ({
          name: `probability:${name}`,
          numbers: Float64Array.from(rows, (row) => probabilities[row * classes.length + k]!),
        })),
      ];
    };
  },
};

/** Every row gets the shares of the classes in training; its most probable class is the majority. */
function classShares({ labels, classes }: ClassificationData): Baseline<{ probabilities: Float64Array }> {
  const shares = new Float64Array(classes.length);
  for (const label of labels) shares[label]! += 1 / labels.length;
  return {
    name: 'class shares',
    predict: ({ rows }) => ({
      probabilities: Float64Array.from({ length: rows * shares.length }, (_, i) => shares[i % shares.length]!),
    }),
  };
}
