import {
  type AnomalyModel,
  type Detector,
  findDetector,
  GROUPED,
  isolationForest,
  knnDistance,
  loadDetector,
  selectDetector,
} from '../../algorithms/anomaly/index.js';
import { withDefaults } from '../../algorithms/catalogue.js';
import { type Features } from '../../algorithms/contract.js';
import { type Choice, type Evaluation, type Family, type FamilyContext } from '../family.js';
import { rankStability } from './rank-stability.js';
import { splitAtRandom } from './random-split.js';
import { featuresAt, tableFeatures } from './tabular/columns.js';
import { assertMetric } from './unsupervised-metric.js';

interface Model {
  readonly detector: Detector;
  readonly choice: Choice;
  readonly fitted: AnomalyModel<unknown>;
}

export const anomaly: Family<Features, Model> = {
  modelType: 'anomaly',
  split: (table, _roles, { seed }) => splitAtRandom(table, seed),
  prepare: (source) => featuresAt(source, source.rows),

  choose(train, { algorithm, hyperparameters, metric }, context) {
    assertMetric('anomaly', metric, []);
    if (algorithm === 'auto') return chooseByGrouping(train, context);
    const complete = withDefaults(findDetector(algorithm).parameters, hyperparameters);
    return { algorithm, hyperparameters: complete, leaderboard: [], notes: [] };
  },

  memory: (data, { algorithm, hyperparameters }) => findDetector(algorithm).memory(data, hyperparameters),

  fit(data, choice, context) {
    const detector = findDetector(choice.algorithm);
    return { detector, choice, fitted: detector.fit(data, choice.hyperparameters, context) };
  },

  evaluate({ detector, choice, fitted }, train, test, context): Evaluation {
    const { flags } = detector.predict(fitted, test);
    const flagged = flags.reduce((total, flag) => total + flag, 0) / flags.length;
    return {
      metrics: [
        {
          name: 'rank_stability',
          value: rankStability(detector, choice.hyperparameters, train, test, context),
          higher_is_better: true,
          standard_error: null,
          baselines: [{ name: 'random order', value: 0 }],
        },
      ],
      explanations: [{ name: 'share of the held-out rows that is flagged', value: flagged }],
      notes: [
        'There are no labels: nothing here measures whether the flagged rows are wrong, only that the method orders unseen rows consistently.',
      ],
    };
  },

  toTensors: ({ detector, fitted }) => detector.toTensors(fitted),

  /** `anomaly_score`: higher is more anomalous; `is_anomaly`: 1 above the threshold. */
  scorer({ config, parameters }) {
    const predict = loadDetector(config.algorithm, parameters);
    return (table) => {
      const { scores, flags } = predict(tableFeatures(table, config.roles));
      return [
        { name: 'anomaly_score', numbers: scores },
        { name: 'is_anomaly', numbers: Float64Array.from(flags) },
      ];
    };
  },
};

function chooseByGrouping(train: Features, context: FamilyContext): Choice {
  const { best, grouping } = selectDetector(train, context);
  const candidates = [isolationForest, knnDistance] as readonly Detector[];
  const share = (grouping * 100).toFixed(0);
  return {
    algorithm: best.name,
    hyperparameters: withDefaults(best.parameters, {}),
    leaderboard: candidates.map((candidate) => ({
      algorithm: candidate.name,
      hyperparameters: withDefaults(candidate.parameters, {}),
      metric: 'grouping',
      score: grouping,
      standard_error: null,
      chosen: candidate === best,
      note: candidate === best ? `the view for ${grouping >= GROUPED ? 'grouped' : 'scattered'} extremes` : '',
    })),
    notes: [
      `Of the nearest neighbours of the most extreme rows ${share} % are as extreme: from ${GROUPED * 100} % on anomalies count as groups, which ` +
        'an isolation forest sees and a distance to neighbours does not; below, it is the other way round.',
    ],
  };
}
