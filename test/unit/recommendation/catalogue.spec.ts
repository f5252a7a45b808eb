import { describe, expect, it } from 'vitest';
import {
  algorithmsOf,
  CATALOGUE,
  findAlgorithm,
  objectiveOf,
  validateParameters,
  withDefaults,
} from '../../../src/algorithms/catalogue.js';
import { RECOMMENDERS } from '../../../src/algorithms/recommendation/index.js';
import { COLUMN_ROLES, MODEL_TYPES } from '../../../src/contracts/model-types.js';
import { familyOf } from '../../../src/trainer/families/index.js';

describe('the catalogue', () => {
  it('names each algorithm once within its model type', () => {
    const names = CATALOGUE.map(({ modelType, name }) => `${modelType}/${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of CATALOGUE) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(CATALOGUE.map(({ name }) => name)).not.toContain('auto');
  });

  it('lists only what some family trains, with roles that exist', () => {
    for (const { modelType, roles } of CATALOGUE) {
      const type = MODEL_TYPES.find((candidate) => candidate === modelType);
      expect(type && familyOf(type), modelType).toBeDefined();
      expect(COLUMN_ROLES).toEqual(expect.arrayContaining([...roles.required, ...roles.optional]));
    }
  });

  it('lists every recommender that the trainer has, and no other', () => {
    const trained = RECOMMENDERS.map(({ estimator }) => estimator.name).sort();
    expect(
      algorithmsOf('recommendation')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(trained);
  });

  it.each(CATALOGUE.map((entry) => [`${entry.modelType}/${entry.name}`, entry] as const))(
    '%s: says what it is, and its defaults satisfy its own schema',
    (_, { title, source, objective, parameters }) => {
      for (const text of [title, source, objective]) expect(text.length).toBeGreaterThan(5);
      expect(source).toMatch(/\d{4}/);
      for (const { description } of Object.values(parameters.properties)) expect(description).toMatch(/^[\p{L}].*\.$/u);
      expect(validateParameters(parameters, withDefaults(parameters, {}))).toEqual([]);
    },
  );

  it('finds by model type and name', () => {
    expect(findAlgorithm('recommendation', 'als')?.title).toContain('alternating least squares');
    expect(findAlgorithm('regression', 'als')).toBeUndefined();
    expect(objectiveOf('recommendation', 'ease')).toContain('diag B = 0');
    expect(() => objectiveOf('recommendation', 'toString')).toThrow(RangeError);
  });
});
