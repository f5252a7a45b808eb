import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelFromTensors } from '../../../src/contracts/model-file.js';
import { readTensorFile } from '../../../src/contracts/safetensors.js';
import { tableFromTensors } from '../../../src/contracts/table.js';
import { SanitizeResult, TrainResult } from '../../../src/contracts/train-result.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { trainJob, TrainerProgram, type TrainerRun } from './run-trainer.js';

const trainer = new TrainerProgram();
beforeAll(() => trainer.build());
afterAll(() => trainer.remove());

/** 40 users and 25 items; who likes even items dislikes odd ones; half of all pairs are rated. */
function ratingsCsv(): Uint8Array {
  const stream = new RandomStream(3, 'test');
  const lines = ['user_id,item_id,rating'];
  for (let user = 0; user < 40; user++)
    for (let item = 0; item < 25; item++)
      if (stream.below(2) === 0) lines.push(`u${user},i${item},${(user + item) % 2 === 0 ? 5 : 1 + stream.below(2)}`);
  return new TextEncoder().encode(lines.join('\n') + '\n');
}
const csv = ratingsCsv();

describe('train', () => {
  let run: TrainerRun;
  let result: TrainResult;
  beforeAll(async () => {
    run = await trainer.run(trainJob(csv), { data: csv });
    result = TrainResult.parse(run.result);
  });

  it('ends well, with every artifact of a training', () => {
    expect(run).toMatchObject({ code: 0, failure: null });
    expect([...run.artifacts.keys()].sort()).toEqual([
      'changes',
      'clean',
      'evaluation',
      'model',
      'quarantine',
      'report',
      'table',
    ]);
  });

  it('holds out a fifth of the rows of every user, and says which by digest', () => {
    const table = tableFromTensors(readTensorFile(run.artifacts.get('table')!));
    const { testRows } = modelFromTensors(readTensorFile(run.artifacts.get('evaluation')!));
    const users = table.columns.find(({ name }) => name === 'user_id')!;
    const codes = 'codes' in users ? users.codes : Int32Array.from(users.values);
    for (const user of new Set(codes)) {
      const rows = [...codes.keys()].filter((row) => codes[row] === user);
      expect(rows.filter((row) => testRows.includes(row)).length).toBe(Math.floor(rows.length / 5));
    }
    const bytes = Buffer.alloc(testRows.length * 4);
    testRows.forEach((row, i) => bytes.writeUInt32LE(row, i * 4));
    expect(result.split.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(result.rows).toEqual({
      total: codes.length,
      train: codes.length - testRows.length,
      test: testRows.length,
    });
  });

  it('fits the evaluation to the training rows and the model to all', () => {
    const evaluation = modelFromTensors(readTensorFile(run.artifacts.get('evaluation')!));
    const model = modelFromTensors(readTensorFile(run.artifacts.get('model')!));
    expect(evaluation.parameters.get('seen.items')!.data.length).toBe(result.rows.train);
    expect(model.parameters.get('seen.items')!.data.length).toBe(result.rows.total);
    expect(model.testRows).toHaveLength(0);
    expect(model.config).toMatchObject({ algorithm: 'als', hyperparameters: result.hyperparameters });
  });

  it('beats mean and biases where taste is planted, and states both', () => {
    const rmse = result.metrics.find(({ name }) => name === 'rmse')!;
    const baselines = new Map(rmse.baselines.map(({ name, value }) => [name, value]));
    expect([...baselines.keys()]).toEqual(['mean', 'biases']);
    expect(rmse.value).toBeLessThan(0.7 * Math.min(...baselines.values()));
  });

  it('says loudly where a naive baseline does better', () => {
    const lost = result.metrics.filter(
      ({ name, value, baselines }) => name.includes('@') && baselines[0]!.value > value,
    );
    expect(result.notes).toHaveLength(lost.length);
    result.notes.forEach((note, i) =>
      expect(note).toContain(`"popularity" does better than this model in ${lost[i]!.name}`),
    );
  });

  it('tells its progress in order, up to the end', () => {
    const progress = run.events.map((event) => event.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(new Set(run.events.map(({ stage }) => stage))).toEqual(new Set(['sanitizing', 'training']));
    expect(progress.at(-1)).toBeGreaterThan(0.9);
  });

  it('gives the same bytes again, and others with another seed', async () => {
    const again = await trainer.run(trainJob(csv), { data: csv });
    expect(again.artifacts.get('model')!.equals(run.artifacts.get('model')!)).toBe(true);
    expect(again.result).toEqual(run.result);
    const seeded = await trainer.run(trainJob(csv, { seed: 5 }), { data: csv });
    expect(TrainResult.parse(seeded.result)).toMatchObject({ seed: 5, seed_source: 'client' });
    expect(seeded.artifacts.get('model')!.equals(run.artifacts.get('model')!)).toBe(false);
  });

  it('derives the seed from dataset, request and version as documented', () => {
    const { dataset_sha256 } = trainJob(csv);
    const config =
      '{"algorithm":"als","columns":[],"hyperparameters":{},"metric":null,"model_type":"recommendation",' +
      '"options":{"column_types":[],"disabled_repairs":[],"keep_columns":[]},"target":null}';
    const digest = createHash('sha256').update(`${dataset_sha256}\n${config}\ntest`).digest();
    expect(result).toMatchObject({ seed: Number(digest.readBigUInt64BE() >> 11n), seed_source: 'derived' });
  });

  it('scores a file with the model: a row each, in order, an error where a row says nothing', async () => {
    const rows = new TextEncoder().encode('item_id,note,user_id\ni0,"a, b",u0\ni1,,u0\nnew,,u0\n');
    const { filename, limits, resources } = trainJob(csv);
    const scored = await trainer.run(
      { command: 'score', filename, limits, resources },
      { data: rows, model: run.artifacts.get('model')! },
    );
    const lines = scored.artifacts.get('scores')!.toString().trimEnd().split('\n');
    expect(lines[0]).toBe('item_id,note,user_id,prediction,error');
    expect(lines.map((line) => line.split(',').slice(0, 2).join(','))).toEqual([
      'item_id,note',
      'i0,"a',
      'i1,',
      'new,',
    ]);
    const [liked, disliked] = [Number(lines[1]!.split(',')[4]), Number(lines[2]!.split(',')[3])];
    expect(liked).toBeGreaterThan(disliked + 1);
    expect(scored.result).toEqual({ rows: 3, errors: 0, unknown_categories: 0 });
  });
});

describe('failures', () => {
  it('too few usable rows: says so, and the report stays', async () => {
    const seed = new TextEncoder().encode('user_id,item_id,rating,bad_column\n1,101,5,x\n2,102,,y\n,103,4,z\n');
    const run = await trainer.run(trainJob(seed), { data: seed });
    expect(run).toMatchObject({ code: 0, failure: { code: 'too_few_rows' }, result: null });
    expect(JSON.parse(run.artifacts.get('report')!.toString())).toMatchObject({ rows: { in: 3, kept: 2 } });
  });

  it('half a file is not taken for the whole', async () => {
    const run = await trainer.run(trainJob(csv), { data: csv }, csv.length >> 1);
    expect(run).toMatchObject({ failure: { code: 'input_incomplete' }, result: null });
    expect(run.artifacts.has('model')).toBe(false);
  });

  it('an unknown algorithm and a wrong hyper-parameter are named', async () => {
    const unknown = await trainer.run(trainJob(csv, { algorithm: 'magic' }), { data: csv });
    expect(unknown.failure).toMatchObject({ code: 'unknown_algorithm' });
    const wrong = await trainer.run(trainJob(csv, { hyperparameters: { factors: -1 } }), { data: csv });
    expect(wrong.failure).toMatchObject({ code: 'invalid_hyperparameter' });
    expect(wrong.failure!.message).toContain('factors');
  });

  it('a memory limit that cannot do is refused before the fit', async () => {
    const resources = { memory_bytes: 1 << 20, threads: 1 };
    const run = await trainer.run(trainJob(csv, { resources }), { data: csv });
    expect(run.failure).toMatchObject({ code: 'memory_limit' });
  });
});

it('sanitize alone: the summary as result, no model', async () => {
  const { filename, columns, target, options, limits, resources } = trainJob(csv);
  const run = await trainer.run(
    { command: 'sanitize', model_type: null, filename, columns, target, options, limits, resources },
    { data: csv },
  );
  const rows = csv.filter((byte) => byte === 10).length - 1;
  expect(SanitizeResult.parse(run.result)).toMatchObject({ rows_in: rows, rows_kept: rows, columns: 3 });
  expect(run.artifacts.has('model')).toBe(false);
});
