import { type Check } from '../../../contracts/check.js';
import { TensorFileError, type TensorMap } from '../../../contracts/safetensors.js';
import { stringsFromTensors } from '../../../contracts/strings.js';
import { type TableColumn } from '../../../contracts/table.js';
import { log } from '../elementary.js';
import { columnOf, type Evidence, type Fit, type ModelTypeChecker } from '../evidence.js';
import { boostedScores, checkBoosting, logLoss, type Loss, squaredLoss } from '../families/boosting.js';
import { checkForest, forestMeans, type Goal } from '../families/forest.js';
import { checkLeastSquares, checkLogistic, checkPenalizedSquares, linearScores, softmax } from '../families/linear.js';
import { checkNaiveBayes, naiveBayesScores } from '../families/naive-bayes.js';
import { checkNeighbours, forEachNeighbour } from '../families/neighbours.js';
import { type Features, tableFeatures } from '../features.js';
import { average, classFigure, type Figure, median, regressionFigure } from '../metrics.js';
import { Replay } from '../random.js';
import { compareMetrics } from '../replay.js';
import { numbers } from '../tensors.js';
import { exact } from '../verdict.js';

/** Share of the rows with a target that is held out. */
const HELD_OUT = 0.2;
const VALIDATED =
  'What was chosen by validation (the algorithm, its settings, the rounds of boosting) is the trainer’s choice.';

export const regression: ModelTypeChecker = {
  /** The last fifth in time, or ⌈n/5⌉ rows of a shuffle. */
  split(evidence) {
    const known = knownRows(evidence);
    const random = new Replay(evidence.claim.seed, 'tabular.holdout');
    const order = () => random.shuffle(Uint32Array.from(known.keys())).slice(0, Math.ceil(HELD_OUT * known.length));
    return (
      lastInTime(evidence, known) ??
      order()
        .map((at) => known[at]!)
        .sort()
    );
  },

  fit(evidence, fit) {
    const { features, rows } = featuresOf(evidence, fit);
    const y = targetOf(evidence, rows);
    const p = fit.file.parameters;
    return {
      checks: regressionChecks(evidence.claim.algorithm, p, fit, features, y, evidence.claim.seed),
      limits: [VALIDATED, 'The radii of prediction intervals come from fits that are not kept; they are not checked.'],
    };
  },

  metrics(evidence, evaluation, testRows) {
    const train = targetOf(evidence, featuresOf(evidence, evaluation).rows);
    const { features, rows } = featuresOf(evidence, { ...evaluation, rows: testRows });
    const y = targetOf(evidence, rows);
    const predicted = predictNumbers(evidence.claim.algorithm, evaluation.file.parameters, features);
    const constants = [average(train), median(train)].map((value) => new Float64Array(y.length).fill(value));
    return replay(evidence, ['rmse', 'mae', 'median_ae', 'r2'], y.length, {
      own: (name) => regressionFigure(name, y, predicted),
      baselines: ['mean', 'median'].map((name, i) => [name, (metric) => regressionFigure(metric, y, constants[i]!)]),
    });
  },
};

export const classification: ModelTypeChecker = {
  /** In time where every class remains, else a fifth of each class: at least one row of two or more, never all. */
  split(evidence) {
    const known = knownRows(evidence);
    const { labels, classes } = labelsOf(evidence, known);
    const inTime = lastInTime(evidence, known);
    const held = new Set(inTime);
    if (inTime && new Set(labels.filter((_, at) => !held.has(known[at]!))).size === classes.length) return inTime;
    const wanted = classes.map((_, k) => {
      const count = labels.filter((label) => label === k).length;
      return count < 2 ? 0 : Math.min(count - 1, Math.max(1, Math.round(HELD_OUT * count)));
    });
    const order = new Replay(evidence.claim.seed, 'tabular.folds').shuffle(Uint32Array.from(known.keys()));
    return order
      .filter((at) => wanted[labels[at]!]!-- > 0)
      .map((at) => known[at]!)
      .sort();
  },

  fit(evidence, fit) {
    const { features, rows } = featuresOf(evidence, fit);
    const { labels, classes } = labelsOf(evidence, rows);
    const p = fit.file.parameters;
    const stored = stringsFromTensors('classes', p);
    const named = exact(
      {
        id: 'classes',
        scope: `${classes.length} classes, all`,
        implies: 'each probability stands for the class that the table names',
      },
      stored.join('\0') === classes.join('\0') ? 0 : 1,
    );
    return {
      checks: [
        named,
        ...classChecks(evidence.claim.algorithm, p, fit, features, labels, classes.length, evidence.claim.seed),
      ],
      limits: [
        VALIDATED,
        'How probabilities were calibrated comes from fits that are not kept; what it does to held-out rows is in the metrics.',
      ],
    };
  },

  metrics(evidence, evaluation, testRows) {
    const trained = labelsOf(evidence, featuresOf(evidence, evaluation).rows);
    const { features, rows } = featuresOf(evidence, { ...evaluation, rows: testRows });
    const { labels, classes } = labelsOf(evidence, rows);
    const k = classes.length;
    const p = evaluation.file.parameters;
    const predicted = calibrate(p, predictClasses(evidence.claim.algorithm, p, features, k), k);
    const share = classes.map((_, label) => average(trained.labels.map((own) => (own === label ? 1 : 0))));
    const shares = Float64Array.from({ length: k * rows.length }, (_, at) => share[at % k]!);
    const names = ['roc_auc', 'log_loss', 'accuracy', 'balanced_accuracy', 'f1_macro', 'brier'];
    const first = k === 2 ? 'roc_auc' : 'log_loss';
    return replay(evidence, [first, ...names.filter((name) => name !== first)], rows.length, {
      own: (name) => classFigure(name, labels, k, predicted),
      baselines: [['class shares', (metric) => classFigure(metric, labels, k, shares)]],
    });
  },
};

type Measure = (metric: string) => Figure | null;

/** Metrics in the trainer's order; those that are undefined on these rows are left out by both. */
function replay(
  evidence: Evidence,
  names: readonly string[],
  rows: number,
  { own, baselines }: { own: Measure; baselines: readonly (readonly [string, Measure])[] },
) {
  const replayed = names.flatMap((name) => {
    const figure = own(name);
    if (!figure) return [];
    const beside = baselines.flatMap(([baseline, measure]) => {
      const value = measure(name)?.value;
      return value === undefined ? [] : [{ name: baseline, value }];
    });
    return [{ name, figure, baselines: beside }];
  });
  return compareMetrics(evidence.claim.metrics, replayed, `${rows} held-out rows, all`);
}

function regressionChecks(
  algorithm: string,
  p: TensorMap,
  { settings }: Fit,
  features: Features,
  y: Float64Array,
  seed: number,
): Check[] {
  switch (algorithm) {
    case 'least_squares':
      return checkLeastSquares(p, settings, features, y);
    case 'ridge':
    case 'elastic_net':
      return checkPenalizedSquares(p, settings, features, y);
    case 'nearest_neighbours':
      return checkNeighbours(p, settings, features, y);
    case 'random_forest':
      return checkForest(p, settings, features, { values: y, isClasses: false }, seed);
    case 'gradient_boosting':
      return checkBoosting(p, settings, features, squaredLoss(y), seed);
    default:
      throw unknown(algorithm);
  }
}

function predictNumbers(algorithm: string, p: TensorMap, features: Features): Float64Array {
  switch (algorithm) {
    case 'random_forest':
      return forestMeans(p, features);
    case 'gradient_boosting':
      return boostedScores(p, features)[0]!;
    case 'nearest_neighbours': {
      const target = numbers(p, 'target');
      const values = new Float64Array(features.rows);
      forEachNeighbour(p, features, (query, row, share) => (values[query]! += share * target[row]!));
      return values;
    }
    default:
      return linearScores(p, features)[0]!;
  }
}

function classChecks(
  algorithm: string,
  p: TensorMap,
  { settings }: Fit,
  features: Features,
  labels: Int32Array,
  classes: number,
  seed: number,
): Check[] {
  switch (algorithm) {
    case 'logistic_regression':
      return checkLogistic(p, settings, { features, labels, classes });
    case 'naive_bayes':
      return checkNaiveBayes(p, settings, { features, labels, classes });
    case 'nearest_neighbours':
      return checkNeighbours(p, settings, features, labels);
    case 'random_forest': {
      const goal: Goal = classes === 2 ? { values: Float64Array.from(labels), isClasses: true } : { labels, classes };
      return checkForest(p, settings, features, goal, seed);
    }
    case 'gradient_boosting': {
      const loss: Loss = logLoss(labels, classes);
      return checkBoosting(p, settings, features, loss, seed);
    }
    default:
      throw unknown(algorithm);
  }
}

function predictClasses(algorithm: string, p: TensorMap, features: Features, classes: number): Float64Array {
  switch (algorithm) {
    case 'naive_bayes':
      return softmax(naiveBayesScores(p, features), features.rows);
    case 'nearest_neighbours': {
      const labels = p.get('labels')!.data;
      const shares = new Float64Array(features.rows * classes);
      forEachNeighbour(p, features, (query, row, share) => (shares[query * classes + labels[row]!]! += share));
      return shares;
    }
    case 'random_forest': {
      const means = forestMeans(p, features);
      if (classes > 2) return means;
      return Float64Array.from({ length: 2 * means.length }, (_, at) =>
        at % 2 === 1 ? means[at >> 1]! : 1 - means[at >> 1]!,
      );
    }
    case 'gradient_boosting':
      return softmax(boostedScores(p, features), features.rows);
    default:
      return softmax(linearScores(p, features), features.rows);
  }
}

/** softmax(slope·ln p + bias), p kept at 10⁻⁷ or above: Platt 1999, Guo et al. (ICML 2017); as it is without a slope. */
function calibrate(p: TensorMap, shares: Float64Array, classes: number): Float64Array {
  if (!p.has('calibration.slope')) return shares;
  const [slope, bias] = [numbers(p, 'calibration.slope', 1)[0]!, numbers(p, 'calibration.bias', classes)];
  const scores = Array.from(bias, (b, k) =>
    Float64Array.from(
      { length: shares.length / classes },
      (_, row) => slope * log(Math.max(shares[row * classes + k]!, 1e-7)) + b,
    ),
  );
  return softmax(scores, shares.length / classes);
}

/** Ascending rows whose target is known: the only ones that can be learned from. */
function knownRows({ table, ...evidence }: Evidence): Uint32Array {
  const target = targetColumn({ table, ...evidence });
  return Uint32Array.from(table.sourceRows, (_, row) => row).filter((row) => isKnown(target, row));
}

const isKnown = (column: TableColumn, row: number) =>
  'codes' in column ? column.codes[row]! >= 0 : column.values[row] === column.values[row];

/** The last fifth by (time, row); null unless every row has a time. */
function lastInTime(evidence: Evidence, rows: Uint32Array): Uint32Array | null {
  const times = columnOf(evidence, 'timestamp');
  if (!times || !('values' in times) || rows.some((row) => !isKnown(times, row))) return null;
  const order = rows.slice().sort((a, b) => times.values[a]! - times.values[b]! || a - b);
  return order.slice(order.length - Math.ceil(HELD_OUT * order.length)).sort();
}

/** Of the rows of a fit, those that have a target, as the model sees them. */
function featuresOf(evidence: Evidence, { recipe, rows }: Fit): { features: Features; rows: Uint32Array } {
  const target = targetColumn(evidence);
  const own = rows.filter((row) => isKnown(target, row));
  return { features: tableFeatures(evidence, { recipe, rows: own }), rows: own };
}

/** Classes among all known rows: numbers by size, texts by their UTF-16 code units. */
function labelsOf(evidence: Evidence, rows: Uint32Array): { labels: Int32Array; classes: string[] } {
  const target = targetColumn(evidence);
  const cells = 'codes' in target ? target.codes : target.values;
  const keys = [...new Set(Array.from(knownRows(evidence), (row) => cells[row]!))];
  const name = (key: number) =>
    'codes' in target ? target.levels[key]! : target.kind === 'boolean' ? String(key === 1) : String(key);
  keys.sort((a, b) => ('codes' in target ? (name(a) < name(b) ? -1 : 1) : a - b));
  const index = new Map(keys.map((key, at) => [key, at]));
  return { labels: Int32Array.from(rows, (row) => index.get(cells[row]!)!), classes: keys.map(name) };
}

function targetOf(evidence: Evidence, rows: Uint32Array): Float64Array {
  const target = targetColumn(evidence);
  if (!('values' in target)) throw new TensorFileError('the target is not a number');
  return Float64Array.from(rows, (row) => target.values[row]!);
}

function targetColumn(evidence: Evidence): TableColumn {
  const target = columnOf(evidence, 'target');
  if (!target) throw new TensorFileError('no column has the role target');
  return target;
}

const unknown = (algorithm: string) => new TensorFileError(`there is no checker for ${algorithm}`);
