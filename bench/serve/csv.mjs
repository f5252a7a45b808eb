/**
 * `npm run build && node bench/serve/csv.mjs [--rows=100000,1000000] [--algorithm=gradient_boosting]`: tables of so many rows, eight
 * columns, through POST /api/v1/models/{id}/predict and back, on services of its own (Docker where a daemon answers). Prints rows a
 * second from the first byte sent to the last byte received, and the peak of the resident memory of each process: flat memory
 * is the same peak at every size. Linux only: the figures are read from /proc.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { options } from '../environment.mjs';
import { openProduct } from './product.mjs';

const sizes = (options.get('rows') ?? '100000,1000000').split(',').map(Number);
const algorithm = options.get('algorithm') ?? 'gradient_boosting';
const folder = mkdtempSync(path.join(os.tmpdir(), 'algoapi-bench-'));
const COLOURS = ['red', 'green', 'blue', 'grey'];
const TRAINING_ROWS = 2000;
const LINES_AT_ONCE = 2000;

/** A line of the table: made of its number alone. */
function line(i, withLabel) {
  const draw = (k) => ((Math.imul(i + 1, 2654435761) ^ Math.imul(k + 1, 40503)) >>> 0) % 1000;
  const [a, b, c, d, e] = [draw(1), draw(2), draw(3), draw(4), draw(5)];
  const label = a + b > 1000 !== draw(6) < 50 ? 'yes' : 'no';
  return `r${i},${a / 10},${b / 100},${c},${COLOURS[d % 4]},${e % 20 === 0 ? '' : e},2024-0${1 + (a % 9)}-1${b % 10}${withLabel ? `,${label}` : ''}\n`;
}
const HEADER = 'ref,a,b,c,colour,e,day';

async function* table(rows) {
  yield Buffer.from(`${HEADER}\n`);
  for (let from = 0; from < rows; from += LINES_AT_ONCE) {
    const count = Math.min(LINES_AT_ONCE, rows - from);
    yield Buffer.from(Array.from({ length: count }, (_, i) => line(from + i, false)).join(''));
  }
}

const { url, services, start } = await openProduct(folder);
const processes = { web: start('web'), worker: start('worker') };

/** Peak resident memory of a process in MiB since it was last forgotten, 0 for one that is gone. */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function trainers() {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return /node.*trainer\.mjs/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    } catch {
      return false;
    }
  });
}

async function call(method, route, init = {}) {
  const headers = { ...(key && { 'x-api-key': key }), ...init.headers };
  const response = await fetch(url + route, { method, ...init, headers });
  if (response.status >= 400) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
  return response;
}

async function untilReady() {
  for (;;) {
    const health = await fetch(`${url}/health`).then(
      (answer) => answer.json(),
      () => null,
    );
    if (health?.workers >= 1) return health;
    await delay(200);
  }
}

async function trainedModel() {
  const form = new FormData();
  const lines = Array.from({ length: TRAINING_ROWS }, (_, i) => line(i, true)).join('');
  form.append('file', new Blob([`${HEADER},label\n${lines}`]), 'data.csv');
  for (const [name, value] of Object.entries({ model_type: 'classification', target: 'label', algorithm })) {
    form.append(name, value);
  }
  const { task_id } = await (await call('POST', '/api/v1/train', { body: form })).json();
  for (;;) {
    const prefer = { headers: { prefer: 'wait=60' } };
    const task = await (await call('GET', `/api/v1/tasks/${task_id}`, prefer)).json();
    if (task.status === 'succeeded') return task.model_id;
    if (task.error) throw new Error(JSON.stringify(task.error));
  }
}

/** Rows of the answer, and how long it took, in seconds. */
async function score(model, rows) {
  const began = performance.now();
  const headers = { 'content-type': 'text/csv', prefer: 'wait=60' };
  let answer = await call('POST', `/api/v1/models/${model}/predict`, { body: table(rows), duplex: 'half', headers });
  const location = answer.headers.get('location');
  while (answer.status === 202) {
    await answer.arrayBuffer();
    const task = await (await call('GET', location, { headers: { prefer: 'wait=60' } })).json();
    if (task.error) throw new Error(JSON.stringify(task.error));
    if (task.status === 'succeeded') answer = await call('GET', `${location}/result.csv`);
  }
  let lines = -1;
  for await (const chunk of answer.body) for (const byte of chunk) if (byte === 10) lines++;
  return { lines, seconds: (performance.now() - began) / 1000 };
}

let key = null;
try {
  const { isolation_backend } = await untilReady();
  const account = {
    body: JSON.stringify({ name: 'bench', email: 'bench@example.com' }),
    headers: { 'content-type': 'application/json' },
  };
  key = (await (await call('POST', '/api/v1/keys/create', account)).json()).api_key;
  const model = await trainedModel();
  console.log(`${algorithm}, isolation: ${isolation_backend}\n`);
  console.log('| rows | s | rows/s | web MiB | worker MiB | trainer MiB |\n|---|---|---|---|---|---|');
  for (const rows of sizes) {
    for (const { pid } of Object.values(processes)) writeFileSync(`/proc/${pid}/clear_refs`, '5');
    let trainer = 0;
    const watch = setInterval(() => (trainer = Math.max(trainer, ...trainers().map(peakOf))), 250);
    const { lines, seconds } = await score(model, rows);
    clearInterval(watch);
    if (lines !== rows) throw new Error(`${lines} of ${rows} rows came back`);
    const peaks = [peakOf(processes.web.pid), peakOf(processes.worker.pid), trainer].map((mib) => mib.toFixed(0));
    console.log(`| ${rows} | ${seconds.toFixed(1)} | ${Math.round(rows / seconds)} | ${peaks.join(' | ')} |`);
  }
} finally {
  for (const child of Object.values(processes)) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await ended;
  }
  for (const { child } of services.reverse()) await child.stop();
  rmSync(folder, { recursive: true, force: true });
}
