import { type Predicate, statement } from '../../../../src/contracts/certificate.js';

export const digest = (digit: string) => digit.repeat(64);

export const predicate: Predicate = {
  datasets: { raw_sha256: digest('a'), sanitized_sha256: digest('b'), recipe_sha256: digest('c') },
  code: { version: '2.0.0', lock_sha256: digest('d') },
  checker: { version: '1', sha256: digest('e') },
  algorithm: { model_type: 'recommendation', name: 'als', objective: 'Σ(r − r̂)²', hyperparameters: { factors: 2 } },
  request: {
    model_type: 'recommendation',
    columns: [{ role: 'user_id', column: '__proto__' }],
    target: null,
    filename: 'ratings.csv',
    options: { column_types: [], keep_columns: [], disabled_repairs: [] },
    limits: { max_rows: 1, max_columns: 2, max_field_bytes: 3 },
    algorithm: 'auto',
    hyperparameters: {},
    metric: null,
    seed: null,
    dataset_sha256: digest('a'),
    code_version: '2.0.0',
  },
  seed: { value: 7, source: 'derived' },
  roles: [],
  rows: { total: 5, train: 4, test: 1 },
  environment: { node: 'v20.20.2', platform: 'linux', arch: 'x64', isolation: 'container' },
  split: { kind: 'per-user 20%', sha256: digest('f') },
  metrics: [{ name: 'rmse', value: 1.25, higher_is_better: false, standard_error: null, baselines: [] }],
  checks: [{ id: 'split', class: 'EXACT', scope: 'all rows', value: 0, tol: 0, implies: 'held out', verdict: 'PASS' }],
  witnesses: [{ name: 'evaluation', sha256: digest('1') }],
  verdict: 'CERTIFIED',
  limits: ['local minimum'],
  issued_at: '2026-01-02T03:04:05.000Z',
};

export const sample = statement(digest('9'), predicate);
