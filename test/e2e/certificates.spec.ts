import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/algorithms/catalogue.js';
import { RandomStream } from '../../src/algorithms/random/stream.js';
import { type Predicate } from '../../src/contracts/certificate.js';
import { verifyEnvelope } from '../../src/verification/certificate/envelope.js';
import { type Client } from './harness/client.js';
import { monthsCsv, ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const missing = missingServices();

/** Two groups of rows, a colour, and a size that depends on both. */
function rowsCsv(rows: number): string {
  const random = new RandomStream(3, 'test.certificates');
  const lines = Array.from({ length: rows }, (_, row) => {
    const [x, y] = [5 * (row % 2) + 2 * random.uniform(), 3 * (row % 2) + random.uniform()];
    const colour = ['red', 'green', 'blue'][random.below(3)]!;
    const kind = random.uniform() < 0.1 ? 'odd' : row % 2 ? 'far' : 'near';
    return `${x.toFixed(4)},${y.toFixed(4)},${colour},${kind},${(3 * x - 2 * y + colour.length + random.uniform()).toFixed(4)}`;
  });
  return ['x,y,colour,kind,size', ...lines, ''].join('\n');
}

const DATA = new Map([
  ['recommendation', ratingsCsv(40, 20, 10)],
  ['classification', rowsCsv(150)],
  ['regression', rowsCsv(150)],
  ['anomaly', rowsCsv(150)],
  ['clustering', rowsCsv(150)],
  ['forecasting', monthsCsv(72)],
]);
const TARGET = new Map([
  ['classification', 'kind'],
  ['regression', 'size'],
]);

describe.skipIf(missing)(`certificates ${missing}`, () => {
  let installation: Installation;
  let client: Client;
  let keys: readonly { readonly public_key_pem: string }[];
  /** model id by `<model type> <algorithm>` */
  const models = new Map<string, string>();

  beforeAll(async () => {
    installation = await Installation.start({ workers: 2 });
    client = await installation.client();
    ({ data: keys } = (await client.get<{ data: typeof keys }>('/api/v1/verification/keys')).body);
  });
  afterAll(() => installation?.stop());

  const bytesOf = async (path: string) => {
    const response = await fetch(installation.url + path, { headers: { 'x-api-key': client.key } });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  };

  /** What was signed, by a published key. */
  async function certified(model: string): Promise<Predicate> {
    const pinned = keys.map(({ public_key_pem }): KeyObject => createPublicKey(public_key_pem));
    return verifyEnvelope(await bytesOf(`/api/v1/models/${model}/certificate`), pinned).statement.predicate;
  }

  it.for([...DATA.keys()])(
    'of every algorithm of %s say CERTIFIED, each check with its value and tolerance',
    { timeout: 180_000 },
    async (modelType) => {
      const names = CATALOGUE.filter((entry) => entry.modelType === modelType).map(({ name }) => name);
      const target = TARGET.get(modelType);
      const tasks = await Promise.all(
        names.map((algorithm) =>
          client.train(DATA.get(modelType)!, { model_type: modelType, algorithm, ...(target ? { target } : {}) }),
        ),
      );
      for (const [i, { task_id }] of tasks.entries()) {
        const task = await client.ended(task_id, 170);
        expect([names[i], task.error]).toEqual([names[i], null]);
        models.set(`${modelType} ${names[i]}`, task.model_id!);
        const { verdict, algorithm, checks, limits, metrics } = await certified(task.model_id!);
        expect([verdict, algorithm.model_type, algorithm.name]).toEqual(['CERTIFIED', modelType, names[i]]);
        for (const { id, value, tol, verdict: own } of checks) {
          expect([id, own]).toEqual([id, 'PASS']);
          expect(Math.abs(value), id).toBeLessThanOrEqual(tol);
        }
        // Both fits were looked at, and every metric replayed with its baselines.
        const ids = checks.map(({ id }) => id);
        for (const file of ['evaluation', 'model'])
          expect(ids.filter((id) => id.startsWith(`${file}.`)).length).toBeGreaterThan(1);
        for (const { name } of metrics) expect(ids).toContain(`metric.${name.replace('@', '_at_')}`);
        expect(limits.length).toBeGreaterThan(0);
      }
    },
  );

  it(
    'are checked by the package alone, in a folder with three files and a pinned key',
    { timeout: 120_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'offline-'));
      try {
        execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT });
        const [tarball] = readdirSync(folder);
        execFileSync('tar', ['-xzf', tarball!], { cwd: folder });
        const model = `/api/v1/models/${models.get('regression ridge')!}`;
        const files = {
          certificate: await bytesOf(`${model}/certificate`),
          model: await bytesOf(`${model}/export`),
          data: Buffer.from(DATA.get('regression')!),
        };
        writeFileSync(join(folder, 'key.pem'), keys[0]!.public_key_pem);
        const verify = (given: Partial<typeof files>, ...options: string[]) => {
          for (const [name, bytes] of Object.entries({ ...files, ...given })) writeFileSync(join(folder, name), bytes);
          const args = ['certificate', '--model', 'model', '--data', 'data', ...options];
          const program = join(folder, 'package/dist/bin/verify.mjs');
          const { status, stdout } = spawnSync(process.execPath, [program, ...args], { cwd: folder, env: {} });
          return { status, out: stdout.toString() };
        };
        const pinned = ['--key', 'key.pem'];

        expect(verify({}, ...pinned)).toMatchObject({
          status: 0,
          out: expect.stringMatching(/\nCERTIFIED: /) as string,
        });
        expect(verify({}, ...pinned, '--retrain').out).toMatch(/model trained again +REPRODUCED, bit for bit/);
        expect(verify({}).status).toBe(3);
        for (const name of ['certificate', 'model', 'data'] as const) {
          for (const share of [0, 0.3, 0.99]) {
            const bytes = Buffer.from(files[name]);
            bytes[Math.floor(share * bytes.length)]! ^= 1;
            expect([1, 2], `${name} at ${share}`).toContain(verify({ [name]: bytes }, ...pinned).status);
          }
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('stand beside what the tests of this build found out about each algorithm, or that they were not run', async () => {
    const { status, body } = await client.get<{
      conformance: string;
      data: { algorithm: string; conformance: object | null }[];
    }>('/api/v1/verification/algorithms');
    expect(status).toBe(200);
    expect(body.data.map(({ algorithm }) => algorithm)).toEqual([...new Set(CATALOGUE.map(({ name }) => name))]);
    // The results are written at the end of the run that this test is part of, so that a fresh build has none.
    for (const { conformance } of body.data) expect(conformance === null).toBe(body.conformance === 'not_run');
  });
});
