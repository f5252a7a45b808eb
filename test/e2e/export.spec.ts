import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/algorithms/random/stream.js';
import { modelFromTensors, type ModelFile } from '../../src/contracts/model-file.js';
import type { ModelType } from '../../src/contracts/model-types.js';
import { readTensorFile } from '../../src/contracts/safetensors.js';
import { ONNX_EXPORTERS, toOnnx } from '../../src/models/export/onnx/index.js';
import { LOADERS } from '../../src/models/serving/loaders.js';
import { trainJob, TrainerProgram } from '../unit/trainer/run-trainer.js';
import type { Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingPython, python as pythonProgram, PythonProgram } from './harness/python.js';
import { missingServices } from './harness/services.js';

const missing = missingPython();

interface InputDescription {
  readonly input: string;
  readonly column: string;
  readonly kind: string;
  readonly missing: string;
}
interface Outcome {
  readonly outputs: Record<string, (number | string | boolean | number[])[]>;
  readonly metadata: Record<string, string>;
}
type Cell = string | null;
type Row = Record<string, Cell>;

/** Numbers, dates, booleans and categories with gaps, whose gaps say something too; names that are no identifiers. */
function tableRows(count: number, seed: number): Row[] {
  const random = new RandomStream(seed, 'test.export');
  const normal = () => Array.from({ length: 12 }, () => random.uniform()).reduce((sum, u) => sum + u, -6);
  return Array.from({ length: count }, () => {
    const group = random.below(3);
    const [size, weight] = [normal() + 3 * group, 1000 * (normal() + group)];
    const colour = ['red', 'green', 'blue', 'grey'][random.below(4)]!;
    const isOld = random.below(2) === 1;
    const day = new Date(Date.UTC(2020, 0, 1 + random.below(900))).toISOString().slice(0, 10);
    const price = 20 + 3 * size + weight / 500 + (colour === 'red' ? 8 : 0) + (isOld ? -5 : 0) + normal() / 4;
    const gap = random.uniform();
    return {
      size: gap < 0.1 && group === 2 ? null : size.toFixed(5),
      'weight in kg': gap > 0.95 ? null : weight.toFixed(3),
      colour: gap > 0.1 && gap < 0.15 ? null : colour,
      is_old: isOld ? 'yes' : 'no',
      day,
      price: price.toFixed(4),
      kind: ['small', 'medium', 'large'][group]!,
      sold: group === 2 || colour === 'red' ? 'yes' : 'no',
    };
  });
}

function csvOf(rows: readonly Row[], columns: readonly string[]): Uint8Array {
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(','));
  return new TextEncoder().encode([columns.join(','), ...lines].join('\n') + '\n');
}

const COLUMNS = ['size', 'weight in kg', 'colour', 'is_old', 'day'];
const TRAINING = tableRows(500, 1);
/** Not trained on: with a colour that training had not seen, and rows of nothing but gaps. */
const HELD_OUT = [
  ...tableRows(200, 2).map((row, i) => (i % 9 === 0 ? { ...row, colour: 'mauve' } : row)),
  Object.fromEntries(COLUMNS.map((column) => [column, null])),
];

const CASES = Object.entries(ONNX_EXPORTERS).flatMap(([type, exporters]) =>
  [...exporters.keys()].map((algorithm) => [type as ModelType, algorithm] as const),
);

describe.skipIf(missing)(`ONNX in onnxruntime answers as the service does ${missing}`, () => {
  const trainer = new TrainerProgram();
  const directory = mkdtempSync(join(tmpdir(), 'algoapi-onnx-'));
  let python: PythonProgram;

  beforeAll(async () => {
    python = new PythonProgram('run-onnx.py');
    await trainer.build();
  });
  afterAll(() => {
    python.end();
    trainer.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  async function trained(type: ModelType, algorithm: string, target: string | null, few: object): Promise<ModelFile> {
    const csv =
      type === 'recommendation'
        ? new TextEncoder().encode(ratingsCsv(60, 30, 12))
        : csvOf(TRAINING, target === null ? COLUMNS : [...COLUMNS, target]);
    const run = await trainer.run(
      trainJob(csv, { model_type: type, algorithm, target, hyperparameters: few as Record<string, number> }),
      { data: csv },
    );
    expect(run.failure).toBeNull();
    return modelFromTensors(readTensorFile(run.artifacts.get('model')!));
  }

  async function run(file: ModelFile, inputs: object): Promise<Outcome> {
    const path = join(directory, 'model.onnx');
    writeFileSync(path, toOnnx(file, 'digest')!);
    return python.ask<Outcome>({ path, inputs });
  }

  /** The rows as the inputs want them: what the recipe reads from text is the caller's to read. */
  async function answered(file: ModelFile): Promise<{ theirs: Outcome; ours: Record<string, unknown>[] }> {
    const served = LOADERS[file.config.model_type](file);
    if (served.kind !== 'rows') throw new Error('predicts no rows');
    const ours = served.predict(HELD_OUT.map((row) => Object.entries(row)));
    const inputs = inputsOf(file).map(({ input, column, kind }) => [
      input,
      { type: kind === 'category' ? 'string' : 'double', values: HELD_OUT.map((row) => valueOf(row[column]!, kind)) },
    ]);
    return { ours, theirs: await run(file, Object.fromEntries(inputs) as object) };
  }

  /** From the file's own metadata: texts stand in it as they are. */
  function inputsOf(file: ModelFile): InputDescription[] {
    const text = Buffer.from(toOnnx(file, 'digest')!).toString('latin1');
    const from = text.indexOf('[', text.indexOf('algoapi.inputs'));
    return JSON.parse(text.slice(from, text.indexOf(']', from) + 1)) as InputDescription[];
  }

  const valueOf = (cell: Cell, kind: string): number | string | null => {
    if (kind === 'category') return cell ?? '';
    if (cell === null) return null;
    if (kind === 'boolean') return cell === 'yes' ? 1 : 0;
    return kind === 'datetime' ? Date.parse(cell) : Number(cell);
  };

  /** To 1e-5 of the value, or of 1 where it is smaller. */
  function expectNear(theirs: readonly number[], ours: readonly number[]): void {
    expect(theirs).toHaveLength(ours.length);
    const worst = Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]!) / Math.max(1, Math.abs(value))));
    expect(worst).toBeLessThan(1e-5);
  }

  const few = (algorithm: string) =>
    algorithm === 'random_forest' || algorithm === 'gradient_boosting' ? { trees: 25 } : {};

  const of = (type: ModelType) => CASES.filter(([one]) => one === type).map(([, algorithm]) => algorithm);

  describe.each(['kind', 'sold'])('classification of %s', (target) => {
    it.each(of('classification'))('%s', async (algorithm) => {
      const file = await trained('classification', algorithm, target, few(algorithm));
      const { theirs, ours } = await answered(file);
      const classes = JSON.parse(theirs.metadata['algoapi.classes']!) as string[];
      const probabilities = ours.map((row) => row.probabilities as Record<string, number>);
      expectNear(
        (theirs.outputs.probabilities as number[][]).flat(),
        probabilities.flatMap((row) => classes.map((name) => row[name]!)),
      );
      const clear = [...ours.keys()].filter((i) => {
        const [best, next] = Object.values(probabilities[i]!).sort((a, b) => b - a);
        return best! - next! > 1e-4;
      });
      expect(clear.length).toBeGreaterThan(HELD_OUT.length / 2);
      for (const i of clear) expect(theirs.outputs.label![i]).toBe(ours[i]!.prediction);
      expect(new Set(theirs.outputs.label).size).toBe(classes.length);
    });
  });

  it.each(of('regression'))('regression: %s', async (algorithm) => {
    const { theirs, ours } = await answered(await trained('regression', algorithm, 'price', few(algorithm)));
    for (const [output, field] of Object.entries({ value: 'prediction', lower: 'lower', upper: 'upper' }))
      expectNear(
        theirs.outputs[output] as number[],
        ours.map((row) => row[field] as number),
      );
    expect(new Set(theirs.outputs.value).size).toBeGreaterThan(20);
  });

  it.each(of('clustering'))('clustering: %s', async (algorithm) => {
    const { theirs, ours } = await answered(await trained('clustering', algorithm, null, {}));
    expect(theirs.outputs.cluster).toEqual(ours.map(({ cluster }) => cluster));
    expect(new Set(theirs.outputs.cluster).size).toBeGreaterThan(1);
  });

  it.each(of('anomaly'))('anomaly: %s', async (algorithm) => {
    const { theirs, ours } = await answered(await trained('anomaly', algorithm, null, {}));
    expectNear(
      theirs.outputs.anomaly_score as number[],
      ours.map(({ anomaly_score }) => anomaly_score as number),
    );
    expect(theirs.outputs.is_anomaly).toEqual(ours.map(({ is_anomaly }) => is_anomaly));
    expect(new Set(theirs.outputs.is_anomaly).size).toBe(2);
  });

  it.each(of('recommendation'))('recommendation: %s', async (algorithm) => {
    const file = await trained('recommendation', algorithm, null, { factors: 8 });
    const served = LOADERS.recommendation(file);
    if (served.kind !== 'recommender') throw new Error('recommends nothing');
    const items = served.recommend('u3', 30, { includeSeen: true, reasons: 0, only: [], exclude: [] }).items;
    expect(items).toHaveLength(30);
    const ids = [...items.map(({ item_id }) => item_id), 'nothing'];
    const { outputs } = await run(file, {
      user_id: { type: 'string', values: ids.map(() => 'u3') },
      item_id: { type: 'string', values: ids },
    });
    expectNear(
      outputs.score!.slice(0, -1) as number[],
      items.map(({ score }) => score),
    );
    if (algorithm === 'als') expect(Math.max(...(outputs.rating as number[]))).toBeLessThanOrEqual(5);
    if (algorithm === 'ials') expect(outputs.score!.at(-1)).toBe(0);
  });
});

describe.skipIf(missing || missingServices())(`exports over HTTP ${missing || missingServices()}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'algoapi-export-'));
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    installation = await Installation.start();
    client = await installation.client();
  });
  afterAll(async () => {
    await installation?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function trained(algorithm: string): Promise<{ path: string; sha256: string }> {
    const { task_id } = await client.train(ratingsCsv(40, 25, 10), { model_type: 'recommendation', algorithm });
    const { model_id } = await client.ended(task_id);
    const path = `/api/v1/models/${model_id}`;
    return { path, sha256: (await client.get<{ sha256: string }>(path)).body.sha256 };
  }

  async function file(path: string, name: string): Promise<string> {
    const response = await fetch(`${installation.url}${path}`, { headers: { 'x-api-key': client.key } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
    writeFileSync(join(directory, name), Buffer.from(await response.arrayBuffer()));
    return join(directory, name);
  }

  it('answers the certified file, which the ten lines of the documentation read', async () => {
    const { path, sha256 } = await trained('als');
    const native = await file(`${path}/export`, 'model.safetensors');
    expect(createHash('sha256').update(readFileSync(native)).digest('hex')).toBe(sha256);
    const page = readFileSync(new URL('../../docs/export.md', import.meta.url), 'utf8');
    const program = /```python\n([\s\S]*?)```/.exec(page)![1]!;
    expect(program.trim().split('\n').length).toBeLessThanOrEqual(10);
    writeFileSync(join(directory, 'ten.py'), program);
    const printed = execFileSync(pythonProgram(), [join(directory, 'ten.py'), native, 'u7'], { encoding: 'utf8' });
    const { body } = await client.get<{ items: { item_id: string; score: number }[] }>(
      `${path}/recommendations?user_id=u7&n=10`,
    );
    const lines = printed
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    expect(lines.map(([item]) => item)).toEqual(body.items.map(({ item_id }) => item_id));
    lines.forEach(([, score], i) => expect(Number(score)).toBeCloseTo(body.items[i]!.score, 10));
  });

  it('answers ONNX that names the certified file, and runs', async () => {
    const { path, sha256 } = await trained('ials');
    const onnx = await file(`${path}/export?format=onnx`, 'model.onnx');
    const program = new PythonProgram('run-onnx.py');
    const inputs = {
      user_id: { type: 'string', values: ['u7', 'u7'] },
      item_id: { type: 'string', values: ['i1', 'i2'] },
    };
    const { outputs, metadata } = await program.ask<Outcome>({ path: onnx, inputs });
    program.end();
    expect(metadata['algoapi.model_sha256']).toBe(sha256);
    const { body } = await client.get<{ items: { item_id: string; score: number }[] }>(
      `${path}/recommendations?user_id=u7&n=25&include_seen=true`,
    );
    const scores = new Map(body.items.map(({ item_id, score }) => [item_id, score]));
    expect(outputs.score![0]).toBeCloseTo(scores.get('i1')!, 8);
    expect(outputs.score![1]).toBeCloseTo(scores.get('i2')!, 8);
  });

  it('says what ONNX can hold where a model is not of it, and which formats there are', async () => {
    const { path } = await trained('popularity');
    const refused = await client.get<{ code: string; detail: string }>(`${path}/export?format=onnx`);
    expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed']);
    expect(refused.body.detail).toContain('recommendation by als, ials');
    const unknown = await client.get<{ detail: string }>(`${path}/export?format=pickle`);
    expect(unknown.status).toBe(422);
    expect(unknown.body.detail).toContain('safetensors, onnx');
  });
});
