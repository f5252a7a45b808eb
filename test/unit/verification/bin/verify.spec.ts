import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../../src/contracts/canonical-json.js';
import { type Predicate, statement } from '../../../../src/contracts/certificate.js';
import { type TrainJob } from '../../../../src/contracts/job.js';
import { modelFromTensors } from '../../../../src/contracts/model-file.js';
import { readTensorFile } from '../../../../src/contracts/safetensors.js';
import { tableFromTensors } from '../../../../src/contracts/table.js';
import { TrainResult } from '../../../../src/contracts/train-result.js';
import { runProgram } from '../../../../src/verification/bin/run-program.js';
import { sign } from '../../../../src/verification/certificate/envelope.js';
import { signingKeyFromPem } from '../../../../src/verification/certificate/keys.js';
import { check, CHECKER_VERSION } from '../../../../src/verification/checker/check.js';
import { lcg } from '../dense.js';
import { digest } from '../certificate/predicate.js';

const directory = mkdtempSync(join(tmpdir(), 'verify-'));
const trainer = join(directory, 'trainer.mjs');
const bin = join(directory, 'verify.mjs');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const newKey = () =>
  signingKeyFromPem(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
const key = newKey();

/** A CSV of ratings as a client may send it: quoted names, an empty rating, a column that has no role. */
function ratingsCsv(): string {
  const next = lcg(3);
  const pick = (n: number) => Math.floor(next() * n);
  const lines = Array.from({ length: 500 }, () => {
    const [user, item] = [pick(30), pick(20)];
    const rating = pick(40) === 0 ? '' : 1 + ((user + item + pick(3)) % 5);
    return `"user, ${user}",item-${item},${rating},x`;
  });
  return ['user_id,item_id,rating,bad_column', ...lines].join('\n') + '\n';
}
const data = Buffer.from(ratingsCsv());
const request: Predicate['request'] = {
  model_type: 'recommendation',
  columns: [],
  target: null,
  filename: 'ratings.csv',
  options: { column_types: [], keep_columns: [], disabled_repairs: [] },
  limits: { max_rows: 1e6, max_columns: 1e3, max_field_bytes: 1e6 },
  algorithm: 'als',
  hyperparameters: { factors: 3 },
  metric: null,
  seed: null,
  dataset_sha256: sha256(data),
  code_version: '2.0.0',
};

/** Trains, checks and signs, as a worker does. */
async function issue() {
  const job: TrainJob = { ...request, command: 'train', resources: { memory_bytes: 2 ** 31, threads: 1 } };
  const { result, artifacts } = await runProgram(trainer, job, new Map([['data', data]]));
  const claim = TrainResult.parse(result);
  const [table, evaluation, model] = ['table', 'evaluation', 'model'].map((name) => artifacts.get(name)!);
  const modelFile = modelFromTensors(readTensorFile(model!));
  const checked = check({
    claim,
    request,
    table: tableFromTensors(readTensorFile(table!)),
    evaluation: modelFromTensors(readTensorFile(evaluation!)),
    model: modelFile,
  });
  const predicate: Predicate = {
    datasets: {
      raw_sha256: sha256(data),
      sanitized_sha256: sha256(table!),
      recipe_sha256: sha256(Buffer.from(canonicalJson(modelFile.recipe))),
    },
    code: { version: '2.0.0', lock_sha256: digest('d') },
    checker: { version: CHECKER_VERSION, sha256: digest('e') },
    algorithm: {
      model_type: 'recommendation',
      name: claim.algorithm,
      objective: 'as the catalogue says',
      hyperparameters: claim.hyperparameters,
    },
    request,
    seed: { value: claim.seed, source: claim.seed_source },
    roles: claim.roles,
    rows: claim.rows,
    environment: { node: process.version, platform: process.platform, arch: process.arch, isolation: 'none' },
    split: claim.split,
    metrics: claim.metrics,
    checks: checked.checks,
    witnesses: [{ name: 'evaluation', sha256: sha256(evaluation!) }],
    verdict: checked.verdict,
    limits: checked.limits,
    issued_at: '2026-01-02T03:04:05.000Z',
  };
  return { predicate, model: model!, evaluation: evaluation! };
}

let issued: Awaited<ReturnType<typeof issue>>;
let folders = 0;

/** Runs verify on files of its own, with an empty environment, in a folder of its own. */
function verify(
  change: {
    certificate?: Uint8Array;
    model?: Uint8Array;
    data?: Uint8Array;
    key?: string | null;
  } = {},
  flags: string[] = [],
) {
  const folder = join(directory, `run-${folders++}`);
  mkdirSync(folder);
  const files = {
    'certificate.json': change.certificate ?? sign(statement(sha256(issued.model), issued.predicate), key),
    model: change.model ?? issued.model,
    'data.csv': change.data ?? data,
    evaluation: issued.evaluation,
    'key.pem': Buffer.from(change.key ?? key.publicKeyPem),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const pinned = change.key === null ? [] : ['--key', 'key.pem'];
  const args = [
    'certificate.json',
    '--model',
    'model',
    '--data',
    'data.csv',
    ...pinned,
    '--trainer',
    trainer,
    ...flags,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, env: {} });
  return { status, out: stdout.toString(), err: stderr.toString() };
}

beforeAll(async () => {
  const options = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' } as const;
  const js = "import { createRequire as $c } from 'node:module'; const require = $c(import.meta.url);";
  await build({ ...options, entryPoints: ['src/trainer/main.ts'], outfile: trainer, banner: { js } });
  await build({ ...options, entryPoints: ['src/verification/bin/verify.ts'], outfile: bin });
  issued = await issue();
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('verify', () => {
  const quick = ['--evaluation', 'evaluation'];
  const edited = (change: (predicate: Predicate) => void) => {
    const predicate = structuredClone(issued.predicate);
    change(predicate);
    return { certificate: sign(statement(sha256(issued.model), predicate), key) };
  };
  const flipped = (bytes: Uint8Array, at: number) => Uint8Array.from(bytes).fill(bytes.at(at) ^ 1, at, at + 1);

  it('certifies with the package, the model, the CSV and the pinned key alone', () => {
    const { status, out } = verify();
    expect([status, out]).toEqual([0, expect.stringContaining('CERTIFIED')]);
    expect(out).toMatch(/PASS +model\.items_stationary/);
    expect(out).toMatch(/PASS +metric\.rmse/);
    expect(out).toMatch(/REPRODUCED, bit for bit/);
  });

  it('does not train again where the evaluation file is at hand, unless asked to', () => {
    expect(verify({}, quick)).toMatchObject({ status: 0, out: expect.not.stringContaining('REPRODUCED') as string });
    expect(verify({}, [...quick, '--retrain'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('REPRODUCED') as string,
    });
  });

  it('is indeterminate without a pinned key', () => {
    expect(verify({ key: null }, quick)).toMatchObject({
      status: 3,
      out: expect.stringContaining('INDETERMINATE') as string,
    });
  });

  it('refuses another key', () => {
    expect(verify({ key: newKey().publicKeyPem }, quick).status).toBe(2);
  });

  it('refuses one flipped bit in any of the three files', () => {
    const certificate = sign(statement(sha256(issued.model), issued.predicate), key);
    for (const share of [0, 0.1, 0.5, 0.9]) {
      const at = (bytes: Uint8Array) => Math.floor(share * bytes.length);
      expect(verify({ certificate: flipped(certificate, at(certificate)) }, quick).status).toBe(2);
      expect(verify({ model: flipped(issued.model, at(issued.model)) }, quick).status).toBe(2);
      expect(verify({ data: flipped(data, at(data)) }, quick).status).toBe(2);
    }
  });

  it('believes no verdict that a certificate states: a signed one with an edited metric fails', () => {
    const better = edited((predicate) => (predicate.metrics[0]!.value *= 0.99));
    expect(verify(better, quick)).toMatchObject({
      status: 1,
      out: expect.stringMatching(/FAIL +metric\.rmse/) as string,
    });
  });

  it('fails where the seed, the split or the sanitized table is another', () => {
    expect(
      verify(
        edited(({ seed }) => (seed.value += 1)),
        quick,
      ).status,
    ).toBe(1);
    expect(
      verify(
        edited(({ split }) => (split.sha256 = digest('a'))),
        quick,
      ).status,
    ).toBe(1);
    expect(
      verify(
        edited(({ datasets }) => (datasets.sanitized_sha256 = digest('a'))),
        quick,
      ).status,
    ).toBe(1);
    expect(
      verify(
        edited(({ datasets }) => (datasets.recipe_sha256 = digest('a'))),
        quick,
      ).status,
    ).toBe(1);
  });

  it('fails where other hyper-parameters are claimed than the model was fitted with', () => {
    const other = edited(({ algorithm }) => (algorithm.hyperparameters.regularization = 5));
    expect(verify(other, quick)).toMatchObject({ status: 1, out: expect.stringMatching(/FAIL +claim/) as string });
  });

  it('explains itself where it is used wrongly', () => {
    const { status, stderr } = spawnSync(process.execPath, [bin, 'certificate.json'], { env: {} });
    expect([status, stderr.toString()]).toEqual([64, expect.stringContaining('Exit code')]);
  });
});
