import { TensorFileError, type TensorMap } from '../../../contracts/safetensors.js';
import { stringsFromTensors } from '../../../contracts/strings.js';
import { type TableColumn } from '../../../contracts/table.js';
import { log } from '../elementary.js';
import { claimedOf, columnOf, type Evidence, type Fit, type ModelTypeChecker, requiredColumn } from '../evidence.js';
import { type Features, tableFeatures } from '../features.js';
import { classFigure, regressionFigure } from '../metrics.js';
import { countsOf, mean, median, range, vector } from '../numeric.js';
import { Replay } from '../random.js';
import { compareMetrics, replay } from '../replay.js';
import { found } from '../statements.js';
import { numbers } from '../tensors.js';
import { softmax } from '../families/linear.js';
import { CLASSIFIERS, REGRESSORS } from './predictors.js';

/** Share of the rows with a target that is held out. */
const HELD_OUT = 0.2;
const VALIDATED =
  'Stated, not certified: what was chosen by validation (the algorithm, its settings, the rounds of boosting).';
const INTERVALS =
  'Stated, not certified: the widths of prediction intervals. They come from fits to parts of the rows that are not kept.';
const CALIBRATION =
  'Stated, not certified: how probabilities were calibrated, by fits to parts of the rows that are not kept. What it does ' +
  'to held-out rows is in the metrics, which are.';

export const regression: ModelTypeChecker = {
  /** The last fifth in time, or ⌈n/5⌉ rows of a shuffle. */
  split(evidence) {
    const known = knownRows(evidence);
    const shuffled = () => new Replay(evidence.claim.seed, 'tabular.holdout').shuffle(range(known.length));
    const some = () => shuffled().slice(0, Math.ceil(HELD_OUT * known.length));
    return lastInTime(evidence, known) ?? Uint32Array.from(some(), (at) => known[at]!).sort();
  },

  fit(evidence, fit) {
    const { features, rows } = featuresOf(evidence, fit);
    const checker = claimedOf(REGRESSORS, evidence);
    const y = targetOf(evidence, rows);
    return {
      checks: checker.check(fit.file.parameters, fit.settings, features, y, evidence.claim.seed),
      limits: [VALIDATED, INTERVALS],
    };
  },

  metrics(evidence, evaluation, testRows) {
    const train = targetOf(evidence, featuresOf(evidence, evaluation).rows);
    const { features, rows } = featuresOf(evidence, { ...evaluation, rows: testRows });
    const y = targetOf(evidence, rows);
    const predicted = claimedOf(REGRESSORS, evidence).predict(evaluation.file.parameters, features);
    const constant = (value: number) => (metric: string) =>
      regressionFigure(
        metric,
        y,
        y.map(() => value),
      );
    const replayed = replay(['rmse', 'mae', 'median_ae', 'r2'], (name) => regressionFigure(name, y, predicted), [
      ['mean', constant(mean(train))],
      ['median', constant(median(train))],
    ]);
    return compareMetrics(evidence.claim.metrics, replayed, `${rows.length} held-out rows, all`);
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
    const wanted = countsOf(labels, classes.length).map((count) =>
      count < 2 ? 0 : Math.min(count - 1, Math.max(1, Math.round(HELD_OUT * count))),
    );
    const order = new Replay(evidence.claim.seed, 'tabular.folds').shuffle(range(known.length));
    const drawn = order.filter((at) => wanted[labels[at]!]!-- > 0);
    return drawn.map((at) => known[at]!).sort();
  },

  fit(evidence, fit) {
    const { features, rows } = featuresOf(evidence, fit);
    const { labels, classes } = labelsOf(evidence, rows);
    const p = fit.file.parameters;
    const isNamed = stringsFromTensors('classes', p).join('\0') === classes.join('\0');
    const data = { features, labels, classes: classes.length };
    const checker = claimedOf(CLASSIFIERS, evidence);
    return {
      checks: [
        found('classes', `${classes.length} classes, all`, isNamed ? 0 : 1),
        ...checker.check(p, fit.settings, data, evidence.claim.seed),
      ],
      limits: [VALIDATED, CALIBRATION],
    };
  },

  metrics(evidence, evaluation, testRows) {
    const trained = labelsOf(evidence, featuresOf(evidence, evaluation).rows);
    const { features, rows } = featuresOf(evidence, { ...evaluation, rows: testRows });
    const { labels, classes } = labelsOf(evidence, rows);
    const [p, k] = [evaluation.file.parameters, classes.length];
    const shares = claimedOf(CLASSIFIERS, evidence).predict(p, features, k);
    const predicted = calibrate(p, shares, k);
    // Of two classes, calibrating with a positive slope keeps the order, where rounding may lose it.
    const isOrdered = k === 2 && p.has('calibration.slope') && numbers(p, 'calibration.slope', 1)[0]! > 0;
    const ownFigure = (name: string) =>
      classFigure(name, labels, k, name === 'roc_auc' && isOrdered ? shares : predicted);
    const counts = countsOf(trained.labels, k);
    const naive = vector(k * rows.length, (at) => counts[at % k]! / trained.labels.length);
    const names = ['roc_auc', 'log_loss', 'accuracy', 'balanced_accuracy', 'f1_macro', 'brier'];
    const first = k === 2 ? 'roc_auc' : 'log_loss';
    const order = [first, ...names.filter((name) => name !== first)];
    const replayed = replay(order, ownFigure, [['class shares', (metric) => classFigure(metric, labels, k, naive)]]);
    return compareMetrics(evidence.claim.metrics, replayed, `${rows.length} held-out rows, all`);
  },
};

/** softmax(slope·ln p + bias), p kept at 10⁻⁷ or above: Platt 1999, Guo et al. (ICML 2017); as it is without a slope. */
function calibrate(p: TensorMap, shares: Float64Array, classes: number): Float64Array {
  if (!p.has('calibration.slope')) return shares;
  const [slope, bias] = [numbers(p, 'calibration.slope', 1)[0]!, numbers(p, 'calibration.bias', classes)];
  const rows = shares.length / classes;
  const score = (row: number, k: number) => slope * log(Math.max(shares[row * classes + k]!, 1e-7)) + bias[k]!;
  return softmax(
    Array.from(bias, (_, k) => vector(rows, (row) => score(row, k))),
    rows,
  );
}

/** Ascending rows whose target is known: the only ones that can be learned from. */
function knownRows(evidence: Evidence): Uint32Array {
  const target = requiredColumn(evidence, 'target');
  return range(evidence.table.sourceRows.length).filter((row) => isKnown(target, row));
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
  const target = requiredColumn(evidence, 'target');
  const own = rows.filter((row) => isKnown(target, row));
  return { features: tableFeatures(evidence, { recipe, rows: own }), rows: own };
}

/** Classes among all known rows: numbers by size, texts by their UTF-16 code units. */
function labelsOf(evidence: Evidence, rows: Uint32Array): { labels: Int32Array; classes: string[] } {
  const target = requiredColumn(evidence, 'target');
  const cells = 'codes' in target ? target.codes : target.values;
  const keys = [...new Set(Array.from(knownRows(evidence), (row) => cells[row]!))];
  const name = (key: number) =>
    'codes' in target ? target.levels[key]! : target.kind === 'boolean' ? String(key === 1) : String(key);
  keys.sort((a, b) => ('codes' in target ? (name(a) < name(b) ? -1 : 1) : a - b));
  const index = new Map(keys.map((key, at) => [key, at]));
  return { labels: Int32Array.from(rows, (row) => index.get(cells[row]!)!), classes: keys.map(name) };
}

function targetOf(evidence: Evidence, rows: Uint32Array): Float64Array {
  const target = requiredColumn(evidence, 'target');
  if (!('values' in target)) throw new TensorFileError('the target is not a number');
  return Float64Array.from(rows, (row) => target.values[row]!);
}
