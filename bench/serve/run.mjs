/**
 * `npm run build && node bench/serve/run.mjs [--seconds=5] [--rounds=5] [--connections=32] [--profile]`: single predictions and
 * top-10 recommendations a second, by the product's web process and by the same two models behind FastAPI (uvicorn with uvloop and
 * httptools, one process), in turns, so that the machine's load is shared. Keys are checked and limits counted in both: ours in
 * Redis, as in production, the peer's in its own process, which costs it less. Prints the medians of the rounds, and the processor
 * time that the server itself took for a request, which other load on the machine hardly changes. With --profile
 * the web process alone is measured, and leaves a CPU profile in .cache/bench/serve.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../scripts/services/ports.mjs';
import { options } from '../environment.mjs';
import { measure, request } from './load.mjs';
import { openProduct } from './product.mjs';
import { peopleCsv, person, ratingsCsv, USERS } from './tables.mjs';

const seconds = Number(options.get('seconds') ?? 5);
const rounds = Number(options.get('rounds') ?? 5);
const connections = Number(options.get('connections') ?? 32);
const isProfile = options.has('profile');
const here = import.meta.dirname;
const cache = path.resolve(here, '../../.cache/bench/serve');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(path.join(os.tmpdir(), 'algoapi-bench-'));
// No line for each request in the log, as in the peer.
const {
  url,
  services,
  start: product,
} = await openProduct(folder, {
  REQUESTS_PER_MINUTE: '100000000',
});

const profiling = isProfile ? ['--cpu-prof', `--cpu-prof-dir=${cache}`] : [];

async function end(child) {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function until(answers) {
  while (!(await answers().catch(() => false))) await delay(100);
}

async function train(key, csv, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([csv]), 'data.csv');
  const headers = { 'x-api-key': key, prefer: 'wait=60' };
  const response = await fetch(`${url}/api/v1/train`, { method: 'POST', headers, body: form });
  let task = await response.json();
  while (task.finished_at === null)
    task = await (await fetch(`${url}/api/v1/tasks/${task.task_id}`, { headers })).json();
  if (task.status !== 'succeeded') throw new Error(`training ended as ${JSON.stringify(task)}`);
  const file = await fetch(`${url}/api/v1/models/${task.model_id}/export`, { headers: { 'x-api-key': key } });
  const native = path.join(folder, `${task.model_id}.safetensors`);
  writeFileSync(native, Buffer.from(await file.arrayBuffer()));
  return { path: `/api/v1/models/${task.model_id}`, native };
}

/** Both servers' requests for one kind of question, and what an answer must look like. */
function workloads(key, recommender, classifier) {
  const users = Array.from({ length: 500 }, (_, i) => `u${(i * 37) % USERS}`);
  const bodies = Array.from({ length: 500 }, (_, i) => JSON.stringify({ rows: [person(100_000 + i)] }));
  const ask = (prefix) => users.map((user) => request('GET', `${prefix}/recommendations?user_id=${user}&n=10`, key));
  const predict = (prefix) => bodies.map((body) => request('POST', `${prefix}/predict`, key, body));
  return {
    'recommendations, top 10': {
      ours: ask(recommender.path),
      fastapi: ask(''),
      check: (body) => body.split('"item_id"').length === 11,
    },
    'single predictions': {
      ours: predict(classifier.path),
      fastapi: predict(''),
      check: (body) => body.includes('"probabilities"') && body.includes('"prediction"'),
    },
  };
}

function pythonWithPeers() {
  const python = path.join(cache, 'venv/bin/python');
  if (existsSync(python)) return python;
  execFileSync('python3', ['-m', 'venv', path.join(cache, 'venv')], { stdio: 'inherit' });
  const requirements = path.join(here, 'requirements.txt');
  execFileSync(python, ['-m', 'pip', 'install', '-q', '-r', requirements], { stdio: 'inherit' });
  return python;
}

/** Milliseconds of processor time that a process has taken (Linux); NaN elsewhere. */
function processorTime(pid) {
  if (process.platform !== 'linux') return NaN;
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const children = [];
try {
  const python = isProfile ? null : pythonWithPeers();
  const web = product('web', profiling);
  const worker = product('worker');
  children.push(web, worker);
  await until(async () => (await (await fetch(`${url}/health`)).json()).workers === 1);
  const opened = await fetch(`${url}/api/v1/keys/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench', email: 'bench@example.com' }),
  });
  const { api_key: key } = await opened.json();
  const als = { model_type: 'recommendation', algorithm: 'als', hyperparameters: '{"factors":32}' };
  const recommender = await train(key, ratingsCsv(), als);
  const logistic = { model_type: 'classification', algorithm: 'logistic_regression', target: 'label' };
  const classifier = await train(key, peopleCsv(4000), logistic);
  await end(worker);
  const servers = { ours: { port: Number(new URL(url).port), pid: web.pid } };
  if (python !== null) {
    const port = await freePort();
    const peer = [path.join(here, 'peer.py'), String(port), key, recommender.native, classifier.native];
    const child = spawn(python, peer, { stdio: ['ignore', 'inherit', 'inherit'] });
    children.push(child);
    servers.fastapi = { port, pid: child.pid };
    await until(async () => (await fetch(`http://127.0.0.1:${port}/openapi.json`)).ok);
  }
  for (const [name, load] of Object.entries(workloads(key, recommender, classifier))) {
    const taken = new Map(Object.keys(servers).map((server) => [server, []]));
    for (let round = -1; round < rounds; round++)
      for (const [server, { port, pid }] of Object.entries(servers)) {
        const before = processorTime(pid);
        const figures = await measure({ port, requests: load[server], connections, seconds, check: load.check });
        const microseconds = (1000 * (processorTime(pid) - before)) / figures.count;
        // The first round warms up.
        if (round >= 0) taken.get(server).push({ ...figures, microseconds });
      }
    console.log(`${name}, ${connections} connections, medians of ${rounds} rounds of ${seconds} s`);
    for (const [server, all] of taken) {
      const of = (figure) => median(all.map((one) => one[figure]));
      const rate = `${of('perSecond').toFixed(0).padStart(6)}/s`;
      const latency = `p50 ${of('p50').toFixed(2)} ms  p99 ${of('p99').toFixed(2)} ms`;
      console.log(`  ${server.padEnd(8)} ${rate}  ${latency}  ${of('microseconds').toFixed(0)} µs of processor each`);
    }
  }
} finally {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) await end(child);
  for (const { child } of services.reverse()) await child.stop();
  rmSync(folder, { recursive: true, force: true });
}
