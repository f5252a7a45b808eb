import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { loadClassifier, loadRegressor } from '../../../src/algorithms/tabular/index.js';
import { modelFromTensors } from '../../../src/contracts/model-file.js';
import { readTensorFile } from '../../../src/contracts/safetensors.js';
import { stringsFromTensors } from '../../../src/contracts/strings.js';
import { TrainResult } from '../../../src/contracts/train-result.js';
import { trainJob, TrainerProgram } from '../trainer/run-trainer.js';

const trainer = new TrainerProgram();
beforeAll(() => trainer.build());
afterAll(() => trainer.remove());

/** 300 rows: the outcome follows size and colour, with noise; a tenth of the sizes is missing; `noise` says nothing. */
function csvOf(outcome: (size: number, isRed: boolean, draw: number) => string): Uint8Array {
  const stream = new RandomStream(8, 'test');
  const lines = ['size,colour,noise,outcome'];
  for (let row = 0; row < 300; row++) {
    const size = 20 * stream.uniform();
    const colour = ['red', 'green', 'blue'][stream.below(3)]!;
    const shown = stream.below(10) === 0 ? '' : size.toFixed(3);
    const noise = stream.uniform().toFixed(4);
    lines.push(`${shown},${colour},${noise},${outcome(size, colour === 'red', stream.uniform())}`);
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

const modelOf = (artifact: Buffer | undefined) => modelFromTensors(readTensorFile(artifact!));

describe('a classification from CSV to two models', () => {
  const csv = csvOf((size, isRed, draw) => (size / 20 + (isRed ? 0.5 : 0) + 0.4 * draw > 0.9 ? 'yes' : 'no'));
  const job = trainJob(csv, { model_type: 'classification', algorithm: 'auto', target: 'outcome' });

  it('chooses by validation, beats the class shares, explains itself, and gives the same bytes again', async () => {
    const run = await trainer.run(job, { data: csv });
    expect(run).toMatchObject({ code: 0, failure: null });
    const result = TrainResult.parse(run.result);
    expect(result.split.kind).toBe('stratified 20 %');
    expect(result.rows).toMatchObject({ total: 300, test: 60 });
    expect(result.leaderboard.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(result.leaderboard.filter(({ score }) => score !== null).length).toBeGreaterThan(6);
    const auc = result.metrics.find(({ name }) => name === 'roc_auc')!;
    expect(auc.baselines).toEqual([{ name: 'class shares', value: 0.5 }]);
    expect(auc.value).toBeGreaterThan(0.85);
    const importance = new Map(result.explanations.map(({ name, value }) => [name, value]));
    expect(importance.get('size')).toBeGreaterThan(importance.get('noise')! + 0.1);

    const { config, parameters, testRows } = modelOf(run.artifacts.get('model'));
    expect(testRows).toHaveLength(0);
    expect(config).toMatchObject({ algorithm: result.algorithm, hyperparameters: result.hyperparameters });
    expect(stringsFromTensors('classes', parameters)).toEqual(['no', 'yes']);
    expect(loadClassifier(config.algorithm, parameters).toTensors().size).toBeGreaterThan(4);

    const again = await trainer.run(job, { data: csv });
    for (const name of ['model', 'evaluation']) expect(again.artifacts.get(name)).toEqual(run.artifacts.get(name));
  });

  it('scores rows as CSV, also with levels that training did not see', async () => {
    const named = { ...job, algorithm: 'logistic_regression' };
    const trained = await trainer.run(named, { data: csv });
    const rows = new TextEncoder().encode('colour,size,noise\nred,19.5,0.5\nmauve,0.1,0.5\nblue,,0.5\n');
    const scored = await trainer.run(
      { command: 'score', filename: 'rows.csv', limits: job.limits, resources: job.resources },
      { data: rows, model: trained.artifacts.get('model')! },
    );
    const [head, ...lines] = scored.artifacts.get('scores')!.toString().trim().split('\n');
    expect(head).toBe('colour,size,noise,prediction,probability:no,probability:yes,unknown_categories,error');
    expect(lines.map((line) => line.split(',')[3])).toEqual(['yes', 'no', 'no']);
    expect(lines.map((line) => line.split(',')[6])).toEqual(['', 'colour', '']);
    expect(scored.result).toEqual({ rows: 3, errors: 0, unknown_categories: 1 });
    for (const line of lines) expect(Number(line.split(',')[4]) + Number(line.split(',')[5])).toBeCloseTo(1, 12);
  });
});

describe('a regression from CSV to two models', () => {
  const csv = csvOf((size, isRed, draw) => (3 * size + (isRed ? 20 : 0) + 6 * draw).toFixed(3));
  const job = trainJob(csv, { model_type: 'regression', algorithm: 'gradient_boosting', target: 'outcome' });

  it('settles the rounds of boosting before both fits, and gives intervals that hold', async () => {
    const run = await trainer.run(job, { data: csv });
    expect(run).toMatchObject({ code: 0, failure: null });
    const result = TrainResult.parse(run.result);
    const rounds = result.hyperparameters['trees'];
    for (const name of ['model', 'evaluation']) {
      const { config, parameters } = modelOf(run.artifacts.get(name));
      expect(parameters.get('trees.roots')!.data).toHaveLength(Number(rounds));
      const { levels, radii } = loadRegressor(config.algorithm, parameters).intervals!;
      expect([...levels]).toEqual([0.5, 0.8, 0.9, 0.95]);
      expect([...radii]).toEqual([...radii].sort((a, b) => a - b));
    }
    const rmse = result.metrics.find(({ name }) => name === 'rmse')!;
    expect(rmse.baselines.map(({ name }) => name)).toEqual(['mean', 'median']);
    expect(rmse.value).toBeLessThan(0.5 * rmse.baselines[0]!.value);
    const covered = /90 % ± [\d.]+ held ([\d.]+) %/.exec(result.notes.join());
    expect(Number(covered![1])).toBeGreaterThan(75);
  });

  it('refuses a text as target: no row is usable', async () => {
    const run = await trainer.run({ ...job, target: 'colour' }, { data: csv });
    expect(run.failure?.message).toMatch(/0 of 300 rows are usable/);
  });
});
