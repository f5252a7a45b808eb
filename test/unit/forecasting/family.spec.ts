import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadForecasts } from '../../../src/algorithms/forecasting/serving.js';
import { modelFromTensors } from '../../../src/contracts/model-file.js';
import { readTensorFile } from '../../../src/contracts/safetensors.js';
import { stringsFromTensors } from '../../../src/contracts/strings.js';
import { TrainResult } from '../../../src/contracts/train-result.js';
import { trainJob, TrainerProgram, type TrainerRun } from '../trainer/run-trainer.js';
import { quarterly } from './series.js';

const trainer = new TrainerProgram();
beforeAll(() => trainer.build());
afterAll(() => trainer.remove());

const quarter = (t: number) => `${2000 + Math.floor(t / 4)}-${String(1 + 3 * (t % 4)).padStart(2, '0')}-01`;

/** Three quarterly series, rows shuffled by hand (series interleaved), one of them named `__proto__`. */
function csvOf(drop: (id: string, t: number) => boolean = () => false): Uint8Array {
  const all = [
    ['north', quarterly(1, 40)],
    ['__proto__', quarterly(2, 36)],
    ['south', quarterly(3, 44)],
  ] as const;
  const lines = ['date,shop,sales'];
  for (let t = 43; t >= 0; t--)
    for (const [id, y] of all) if (t < y.length && !drop(id, t)) lines.push(`${quarter(t)},${id},${y[t]}`);
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

const job = (csv: Uint8Array, algorithm: string) =>
  trainJob(csv, {
    model_type: 'forecasting',
    algorithm,
    columns: [
      { role: 'time', column: 'date' },
      { role: 'value', column: 'sales' },
      { role: 'series_id', column: 'shop' },
    ],
  });

describe('a forecast from CSV to two models', () => {
  const csv = csvOf();
  let run: TrainerRun;
  let result: TrainResult;
  beforeAll(async () => {
    run = await trainer.run(job(csv, 'auto'), { data: csv });
    expect(run).toMatchObject({ code: 0, failure: null });
    result = TrainResult.parse(run.result);
  });

  it('holds out the last two seasons, beats the seasonal naive forecast, and tells every candidate', () => {
    // ⌊40/5⌋ = 8, ⌊36/5⌋ = 7, ⌊44/5⌋ = 8, none more than 2 · 4
    expect(result.rows).toEqual({ total: 120, train: 97, test: 23 });
    expect(result.metrics.map(({ name }) => name)).toEqual(['mase', 'smape', 'rmse', 'mae']);
    for (const { value, baselines } of result.metrics) expect(value).toBeLessThan(baselines[0]!.value);
    expect(result.leaderboard).toHaveLength(9);
    expect(result.leaderboard.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(result.hyperparameters.period).toBe(4);
  });

  it('serves dated forecasts of each series', () => {
    const { config, parameters } = modelFromTensors(readTensorFile(run.artifacts.get('model')!));
    const ids = stringsFromTensors('series.ids', parameters);
    expect([...ids].sort()).toEqual(['__proto__', 'north', 'south']);
    const server = loadForecasts(config.algorithm, parameters);
    const { times, mean, lower, upper } = server.forecast(ids.indexOf('__proto__'), 3, 0.9);
    expect([...times].map((time) => new Date(time).toISOString().slice(0, 10))).toEqual([36, 37, 38].map(quarter));
    mean.forEach((value, h) => {
      expect(lower[h]!).toBeLessThan(value);
      expect(upper[h]!).toBeGreaterThan(value);
    });
    expect(server.stepsTo(ids.indexOf('__proto__'), Date.UTC(2009, 3, 1))).toBe(2);
    expect(() => server.forecast(3, 1, 0.9)).toThrow('no series 3');
  });

  it('scores rows of series and time, and leaves those empty that it cannot', async () => {
    const rows = ['date,shop,sales', '2010-04-01,north,', '2010-01-01,north,', '1999-01-01,north,', '2011-01-01,west,'];
    const data = new TextEncoder().encode(rows.join('\n'));
    const { limits, resources, filename } = job(csv, 'auto');
    const scored = await trainer.run(
      { command: 'score', filename, limits, resources },
      { data, model: run.artifacts.get('model')! },
    );
    expect(scored).toMatchObject({ code: 0, failure: null });
    const lines = scored.artifacts.get('scores')!.toString().trim().split('\n');
    const cells = lines.slice(1).map((line) => line.split(','));
    const at = lines[0]!.split(',').indexOf('prediction');
    expect(Number(cells[0]![at])).toBeGreaterThan(50);
    expect(cells[2]![at]).toBe('');
    expect(cells[3]![at]).toBe('');
  });
});

describe('times that are not even', () => {
  it('bridges a few gaps and says so', async () => {
    const csv = csvOf((id, t) => id === 'south' && (t === 10 || t === 11));
    const run = await trainer.run(job(csv, 'theta'), { data: csv });
    expect(run.failure).toBeNull();
    expect(TrainResult.parse(run.result).notes.join(' ')).toContain('2 missing observations in 1 series');
  });

  it('refuses too many, and two rows for one time', async () => {
    const sparse = csvOf((id, t) => id === 'south' && t % 3 !== 0 && t < 40);
    expect((await trainer.run(job(sparse, 'theta'), { data: sparse })).failure?.code).toBe('too_many_gaps');
    const twice = new TextEncoder().encode(`${new TextDecoder().decode(csvOf())}2000-01-01,north,7\n`);
    expect((await trainer.run(job(twice, 'theta'), { data: twice })).failure?.code).toBe('duplicate_time');
  });
});
