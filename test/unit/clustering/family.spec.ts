import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadClusterer } from '../../../src/algorithms/clustering/index.js';
import { modelFromTensors } from '../../../src/contracts/model-file.js';
import { readTensorFile } from '../../../src/contracts/safetensors.js';
import { TrainResult } from '../../../src/contracts/train-result.js';
import { cloud } from '../anomaly/points.js';
import { trainJob, TrainerProgram } from '../trainer/run-trainer.js';

const trainer = new TrainerProgram();
beforeAll(() => trainer.build());
afterAll(() => trainer.remove());

const rows = [[0, 0], [7, 7], [-7, 7]].flatMap((centre, i) => cloud(i, 80, centre, 0.6)); // prettier-ignore
const csv = new TextEncoder().encode(['width,height', ...rows.map((row) => row.join(','))].join('\n') + '\n');
const job = (algorithm: string, hyperparameters = {}) =>
  trainJob(csv, { model_type: 'clustering', algorithm, hyperparameters });

describe('clusters from CSV to two models', () => {
  it.each(['auto', 'k_means', 'gaussian_mixture', 'dbscan'])('%s finds the three clouds', async (algorithm) => {
    const run = await trainer.run(job(algorithm), { data: csv });
    expect(run).toMatchObject({ code: 0, failure: null });
    const result = TrainResult.parse(run.result);
    expect(result.rows).toEqual({ total: 240, train: 192, test: 48 });
    const [explained, width] = result.metrics;
    expect(explained!.value).toBeGreaterThan(0.95);
    expect(explained!.baselines[0]!.value).toBeLessThan(0.05);
    expect(width!.value).toBeGreaterThan(0.8);
    expect(Object.values(result.hyperparameters)).not.toContain(null);
    const { config, parameters } = modelFromTensors(readTensorFile(run.artifacts.get('model')!));
    const values = (i: number) => Float64Array.from([0, 7, -7], (x, at) => (i === 0 ? x : at === 0 ? 0 : 7));
    const { labels } = loadClusterer(
      config.algorithm,
      parameters,
    )({ rows: 3, columns: ['width', 'height'].map((name, i) => ({ kind: 'number', name, values: values(i) })) });
    expect(new Set(labels).size).toBe(3);
  });

  it('scores rows of a file', async () => {
    const trained = await trainer.run(job('k_means', { clusters: 3 }), { data: csv });
    const { limits, resources, filename } = job('k_means');
    const scored = await trainer.run(
      { command: 'score', filename, limits, resources },
      { data: csv, model: trained.artifacts.get('model')! },
    );
    const lines = scored.artifacts.get('scores')!.toString().trim().split('\n');
    expect(lines).toHaveLength(241);
    expect(lines[0]).toContain('cluster,view_x,view_y');
  });

  it('refuses a metric that it does not know', async () => {
    const wrong = { ...job('auto'), metric: 'accuracy' };
    expect((await trainer.run(wrong, { data: csv })).failure?.code).toBe('unknown_metric');
  });
});
