/**
 * `node bench/requests.mjs [REQUESTS] [SEED]`: generated requests against the running product, valid ones and ones with
 * one thing wrong, each answer held to the OpenAPI document: no other status, no 500, no hang, no process that ends.
 * The gate's test (test/e2e/contract.spec.ts) with more of them; 20,000 by default. Prints how often each status came.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const [requests = '20000', seed = '2'] = process.argv.slice(2);
const { status } = spawnSync('npm', ['test', '--', 'test/e2e/contract.spec.ts'], {
  cwd: path.resolve(import.meta.dirname, '..'),
  stdio: 'inherit',
  env: { ...process.env, CONTRACT_REQUESTS: requests, CONTRACT_SEED: seed },
});
process.exit(status ?? 1);
