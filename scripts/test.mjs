/**
 * `npm test [-- [--require-all] FILTER…]`: builds, brings up throw-away services on free ports, runs every test, says
 * loudly what did not run and why, and closes with the line `N passed, N failed[, N skipped]`.
 *
 * With --require-all, or CI=true, a test that did not run is a failure. The tests find their services by:
 *   TEST_DATABASE_URL  a PostgreSQL superuser, so that a test can make a database of its own
 *   TEST_REDIS_URL     a Redis with a password; a test takes a key prefix or a database number of its own
 *   TEST_DOCKER        1 where a Docker daemon answers (DOCKER_HOST names it, or it is at the default place), else 0
 *   TEST_S3_URL        a bucket on an S3 server; TEST_S3_KEY is its access key, `id:secret`
 *   TEST_VALIDATORS    the folder of the programs that check deployment files
 *   TEST_MISSING       JSON, name of the service → why it is not there: the reason to give when skipping
 */
import './start/require-node.mjs';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { serviceAccount } from './services/account.mjs';
import { openState } from './services/state.mjs';
import { ensureBuilt } from './start/build.mjs';
import { openStack } from './start/stack.mjs';
import { closingLine, whatDidNotRun } from './test/report.mjs';
import { services } from './test/services.mjs';

const root = path.resolve(import.meta.dirname, '..');
const say = (line) => console.log(`[test] ${line}`);
const stack = openStack(say);
const requireAll = process.argv.includes('--require-all') || process.env.CI === 'true';
const filters = process.argv.slice(2).filter((argument) => argument !== '--require-all');
// Ctrl-C reaches Vitest, which ends; the services are ours to stop then.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => say(`${signal}: ending`));

const place = fs.mkdtempSync(path.join(os.tmpdir(), 'algoapi-test-'));
// The account of the services passes through; openState makes what lies below for it.
fs.chmodSync(place, 0o711);
const missing = new Map();
process.exitCode = 1;
try {
  const env = { ...process.env, TEST_DOCKER: '0' };
  // Unit tests need neither services nor a build.
  if (filters.length === 0 || filters.some((filter) => !filter.includes('test/unit'))) {
    await bringUp(env);
    ensureBuilt(root, say);
  }
  const { code, tally } = await runVitest({ ...env, TEST_MISSING: JSON.stringify(Object.fromEntries(missing)) });
  process.exitCode = report(code, tally) ? 0 : 1;
} catch (error) {
  console.error(`[test] ${error.message}`);
  report(1, { passed: 0, failed: 1, skipped: [] });
} finally {
  await stack.stopAll();
  clearAway();
}
process.exit();

async function bringUp(env) {
  const state = openState(path.join(place, 'state'), serviceAccount());
  for (const [name, start] of services) {
    try {
      const { env: names, what, stop } = await start(state, say);
      Object.assign(env, names);
      if (stop) stack.push(name, stop);
      say(what);
    } catch (error) {
      missing.set(name, error.why ?? error.message);
      say(`MISSING ${name}: ${missing.get(name)}`);
    }
  }
}

/** The tests have their verdict by now: what cannot be removed is named, and changes nothing about it. */
function clearAway() {
  try {
    fs.rmSync(place, { recursive: true, force: true });
  } catch (error) {
    console.error(`[test] left behind: ${error.message}`);
  }
}

async function runVitest(env) {
  const file = path.join(place, 'tally.json');
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const own = ['scripts/test/tally-reporter.mjs', 'test/unit/verification/conformance/reporter.ts'];
  const reporters = ['default', ...own.map((name) => path.join(root, name))].map((name) => `--reporter=${name}`);
  // What a whole run says of each algorithm belongs to the build that it tested, which serves it; a part of a run does not.
  const conformance = filters.length === 0 ? { TEST_CONFORMANCE: path.join(root, 'dist/conformance.json') } : {};
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...filters], {
    cwd: root,
    env: { ...env, ...conformance, TEST_TALLY: file },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  const nothing = { passed: 0, failed: 1, skipped: [] };
  return { code, tally: fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : nothing };
}

/** The last lines of all: stopping the services prints nothing. */
function report(code, tally) {
  const left = whatDidNotRun(missing, tally.skipped);
  if (left) console.log(left);
  const complete = missing.size === 0 && tally.skipped.length === 0;
  if (requireAll && !complete) console.log('[test] failed: everything has to run here (--require-all or CI=true)');
  console.log(closingLine(tally));
  return code === 0 && tally.failed === 0 && (complete || !requireAll);
}
