import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrainResult } from '../../../src/contracts/train-result.js';
import { trainJob, TrainerProgram } from '../trainer/run-trainer.js';
import { cloud } from './points.js';

const trainer = new TrainerProgram();
beforeAll(() => trainer.build());
afterAll(() => trainer.remove());

const rows = [...cloud(1, 200, [0, 0, 0, 0]), [9, -9, 9, -9]];
const csv = new TextEncoder().encode(['a,b,c,d', ...rows.map((row) => row.join(','))].join('\n') + '\n');
const job = (algorithm: string) => trainJob(csv, { model_type: 'anomaly', algorithm });

describe('anomalies from CSV to two models', () => {
  it.each(['auto', 'isolation_forest', 'lof', 'ecod', 'hbos'])(
    '%s finds the row that stands apart',
    async (algorithm) => {
      const run = await trainer.run(job(algorithm), { data: csv });
      expect(run).toMatchObject({ code: 0, failure: null });
      const result = TrainResult.parse(run.result);
      expect(result.metrics.map(({ name }) => name)).toEqual(['rank_stability']);
      expect(result.metrics[0]!.value).toBeGreaterThan(0.3);
      expect(result.notes.join(' ')).toContain('no labels');
      expect(result.leaderboard).toHaveLength(algorithm === 'auto' ? 2 : 0);
      const { limits, resources, filename } = job(algorithm);
      const scored = await trainer.run(
        { command: 'score', filename, limits, resources },
        { data: csv, model: run.artifacts.get('model')! },
      );
      const [header, ...lines] = scored.artifacts.get('scores')!.toString().trim().split('\n');
      const [at, flag] = ['anomaly_score', 'is_anomaly'].map((name) => header!.split(',').indexOf(name));
      const scores = lines.map((line) => Number(line.split(',')[at!]));
      expect(scores.indexOf(Math.max(...scores))).toBe(200);
      expect(lines[200]!.split(',')[flag!]).toBe('1');
    },
  );
});
