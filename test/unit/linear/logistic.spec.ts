import { describe, expect, it } from 'vitest';
import { logisticRegression } from '../../../src/algorithms/linear/logistic/logistic-regression.js';
import { recordEach } from '../verification/conformance/record.js';
import { randomFeatures, small, threeClasses, twoClasses } from './data.js';

const context = { seed: 0 };
const two = { features: small, labels: twoClasses, classes: ['no', 'yes'] };
const three = { features: small, labels: threeClasses, classes: ['a', 'b', 'c'] };
const close = (actual: ArrayLike<number>, expected: readonly number[], digits: number) =>
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, digits));

describe('logistic regression agrees with scikit-learn 1.9.1 (standardized numbers, one-hot with all levels)', () => {
  recordEach('logistic_regression', 'reference');
  it('two classes, quadratic penalty', () => {
    const model = logisticRegression.fit(two, { l2: 0.7 }, context);
    close(model.coefficients, [1.22886097, -0.47149794, 0.55100073, 0.16144897, -0.7124497], 6);
    close(model.intercept, [-0.20780456], 6);
  });

  it('three classes, quadratic penalty', () => {
    const model = logisticRegression.fit(three, { l2: 0.7 }, context);
    close(
      model.coefficients,
      [
        [-0.30489621, -0.45384462, 1.0114598, -0.50610127, -0.50535853],
        [1.13366115, 0.39369096, -0.19353765, 0.38353484, -0.18999719],
        [-0.82876494, 0.06015367, -0.81792215, 0.12256643, 0.69535572],
      ].flat(),
      6,
    );
    close(model.intercept, [0, 0.15673347, 0.65648954], 6);
  });

  it('two classes, absolute penalty', () => {
    const model = logisticRegression.fit(two, { l2: 0, l1: 0.8 }, context);
    close(model.coefficients, [1.54898276, -0.1524993, 0, 0, 0], 6);
    close(model.intercept, [-0.01103225], 6);
  });

  it('three classes, both', () => {
    const model = logisticRegression.fit(three, { l2: 0.5, l1: 0.5 }, context);
    close(
      model.coefficients,
      [
        [0, -0.35488953, 1.09057876, -0.11711678, 0],
        [1.18224249, 0.07687674, 0, 0.03321254, 0],
        [-0.6238909, 0, -0.52715986, 0, 0.44325562],
      ].flat(),
      6,
    );
    close(model.intercept, [0, 0.39233802, 0.81230623], 6);
  });
});

describe('certificates', () => {
  const features = randomFeatures(300, 4, 5);
  const x = features.columns[0]!.kind === 'number' ? features.columns[0]!.values : new Float64Array(0);
  const labels = Int32Array.from(x, (value, i) => (value + (((i * 7919) % 13) - 6) / 8 > 0 ? 1 : 0));

  it('closes the duality gap of the quadratic penalty (dual point of the margins, classes balanced)', () => {
    const l2 = 0.01;
    const model = logisticRegression.fit({ features, labels, classes: ['n', 'y'] }, { l2 }, context);
    const { probabilities } = logisticRegression.predict(model, features);
    const raw = Float64Array.from(labels, (label, i) => probabilities[2 * i + (label === 1 ? 0 : 1)]!);
    const mass = [0, 1].map((side) => raw.reduce((sum, a, i) => sum + (labels[i] === side ? a : 0), 0));
    const dual = raw.map((a, i) => a * Math.min(1, mass[1 - labels[i]!]! / mass[labels[i]!]!));
    const { center, scale, offsets } = model.layout;
    const moments = new Float64Array(center.length);
    let entropy = 0;
    for (let i = 0; i < 300; i++) {
      const a = dual[i]!;
      entropy -= a * Math.log(a) + (1 - a) * Math.log(1 - a);
      features.columns.forEach((column, j) => {
        const signed = labels[i] === 1 ? a : -a;
        const at = offsets[j]!;
        if (column.kind === 'number') moments[at]! += (signed * (column.values[i]! - center[at]!)) / scale[at]!;
        else moments[at + column.codes[i]!]! += signed;
      });
    }
    const lower = entropy - moments.reduce((sum, m) => sum + m * m, 0) / (2 * l2);
    const loss = labels.reduce((sum, label, i) => sum - Math.log(probabilities[2 * i + label]!), 0);
    const upper = loss + (l2 / 2) * model.coefficients.reduce((sum, w) => sum + w * w, 0);
    expect((upper - lower) / upper).toBeLessThan(1e-10);
    expect((upper - lower) / upper).toBeGreaterThan(-1e-10);
  });

  it('solves more variables than the dense limit by conjugate gradients: both leave no gradient', () => {
    const wide = randomFeatures(120, 860, 3);
    const narrow = { ...wide, columns: wide.columns.slice(800) };
    const target = Int32Array.from({ length: 120 }, (_, i) => (i * 7) % 2);
    const fitOf = (chosen: typeof wide) =>
      logisticRegression.fit({ features: chosen, labels: target, classes: ['n', 'y'] }, { l2: 5 }, context);
    for (const chosen of [wide, narrow]) {
      const model = fitOf(chosen);
      const { probabilities } = logisticRegression.predict(model, chosen);
      const errors = Float64Array.from(target, (label, i) => probabilities[2 * i + 1]! - label);
      expect(Math.abs(errors.reduce((sum, e) => sum + e, 0))).toBeLessThan(1e-8);
      chosen.columns.forEach((column, j) => {
        if (column.kind !== 'number') return;
        const { center, scale } = model.layout;
        const slope = errors.reduce((sum, e, i) => sum + (e * (column.values[i]! - center[j]!)) / scale[j]!, 0);
        expect(Math.abs(slope + 5 * model.coefficients[j]!)).toBeLessThan(1e-8);
      });
    }
  });
});

describe('refusals', () => {
  it('asks for a penalty', () => {
    expect(() => logisticRegression.fit(two, { l2: 0, l1: 0 }, context)).toThrow(/penalty/);
  });

  it('survives separable classes', () => {
    const labels = Int32Array.from({ length: 12 }, (_, i) => (i < 6 ? 0 : 1));
    const features = {
      rows: 12,
      columns: [{ kind: 'number' as const, name: 'x', values: Float64Array.from({ length: 12 }, (_, i) => i) }],
    };
    const model = logisticRegression.fit({ features, labels, classes: ['n', 'y'] }, { l2: 1e-6 }, context);
    expect(Number.isFinite(model.coefficients[0])).toBe(true);
    expect(model.coefficients[0]).toBeGreaterThan(1);
  });
});
