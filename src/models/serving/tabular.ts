import { predictedClass } from '../../algorithms/metrics/index.js';
import { loadClassifier, loadRegressor } from '../../algorithms/tabular/index.js';
import { stringsFromTensors } from '../../contracts/strings.js';
import { rowPredictor } from './rows.js';
import type { Loader } from './served-model.js';

/** Of the intervals that a model file holds, the one that is answered. */
const SERVED_LEVEL = 0.9;

export const loadClassification: Loader = (file) => {
  const classes = stringsFromTensors('classes', file.parameters);
  const classifier = loadClassifier(file.config.algorithm, file.parameters);
  return rowPredictor(file, (features) => {
    const { probabilities } = classifier.predict(features);
    return (row) => ({
      prediction: classes[predictedClass(probabilities, classes.length, row)],
      // fromEntries defines own properties: a class may be called __proto__.
      probabilities: Object.fromEntries(classes.map((name, k) => [name, probabilities[row * classes.length + k]])),
    });
  });
};

export const loadRegression: Loader = (file) => {
  const regressor = loadRegressor(file.config.algorithm, file.parameters);
  const { intervals } = regressor;
  const radius = intervals?.radii[intervals.levels.indexOf(SERVED_LEVEL)];
  return rowPredictor(file, (features) => {
    const { values } = regressor.predict(features);
    return (row) => {
      const prediction = values[row]!;
      return radius === undefined
        ? { prediction }
        : { prediction, lower: prediction - radius, upper: prediction + radius, level: SERVED_LEVEL };
    };
  });
};
