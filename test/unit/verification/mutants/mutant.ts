import { type Hyperparameters } from '../../../../src/contracts/job.js';
import { type ModelFile } from '../../../../src/contracts/model-file.js';
import { type ModelType, type ColumnMapping } from '../../../../src/contracts/model-types.js';
import { type Tensor } from '../../../../src/contracts/safetensors.js';
import { type Table } from '../../../../src/contracts/table.js';
import { familyOf } from '../../../../src/trainer/families/index.js';
import { type Evidence } from '../../../../src/verification/checker/evidence.js';
import { trainEvidence } from '../train.js';

/** What a correct training of this subject is; faults are seeded into it. */
export interface Subject {
  readonly modelType: ModelType;
  readonly algorithm: string;
  readonly table: Table;
  readonly roles: ColumnMapping;
  readonly hyperparameters?: Hyperparameters;
}

/** A seeded fault: what it does, and why it may stay unseen if it does not change what is claimed. */
export interface Mutant {
  readonly fault: string;
  readonly seed: (subject: Subject, correct: Evidence) => Evidence;
  /** why no check can or should catch it; undefined: it has to be caught */
  readonly equivalent?: string;
}

export const train = (
  { modelType, table, roles, algorithm, hyperparameters }: Subject,
  changed: Hyperparameters = {},
  seed = 7,
) =>
  trainEvidence(familyOf(modelType)!, table, roles, {
    algorithm,
    hyperparameters: { ...hyperparameters, ...changed },
    seed,
  });

/** Trained with other settings, or another seed, than it says. */
export const pretends = (fault: string, changed: Hyperparameters, seed = 7): Mutant => ({
  fault,
  seed: (subject, correct) => {
    const { evaluation, model, claim } = train(subject, changed, seed);
    const dressed = (file: ModelFile, config: ModelFile['config']) => ({ ...file, config });
    return {
      ...correct,
      evaluation: { ...dressed(evaluation, correct.evaluation.config), testRows: correct.evaluation.testRows },
      model: dressed(model, correct.model.config),
      claim: { ...correct.claim, metrics: claim.metrics },
    };
  },
});

export const withParameters = (file: ModelFile, changed: readonly [string, Tensor][]): ModelFile => ({
  ...file,
  parameters: new Map([...file.parameters, ...changed]),
});

/** One tensor of the final model is another. */
export const tensor = (
  fault: string,
  name: string,
  change: (data: Tensor['data'], file: ModelFile, correct: Evidence) => Tensor['data'],
): Mutant => ({
  fault,
  seed: (_, correct) => {
    const own = correct.model.parameters.get(name)!;
    const data = change(own.data.slice(), correct.model, correct);
    return { ...correct, model: withParameters(correct.model, [[name, { shape: own.shape, data }]]) };
  },
});

export const cell = (fault: string, name: string, at: number, change: (value: number) => number): Mutant =>
  tensor(fault, name, (data) => {
    data[at] = change(data[at]!);
    return data;
  });

/** As if the numbers had gone through single precision. */
export const rounded = (name: string): Mutant =>
  tensor(`${name} rounded to single precision`, name, (data) => data.map(Math.fround));

/** Two rows of a matrix change places. */
export const swappedRows = (name: string, width: number): Mutant =>
  tensor(`${name}: two rows swapped`, name, (data) => {
    const first = data.slice(0, width);
    data.copyWithin(0, width, 2 * width);
    data.set(first, width);
    return data;
  });
