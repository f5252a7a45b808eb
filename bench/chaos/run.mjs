/**
 * `npm run build && node bench/chaos/run.mjs [TASKS]`: small trainings over two workers while machines die. In the middle, each while
 * tasks run in Docker: kill -9 of a worker, a restart of Redis, a restart of PostgreSQL. Prints what became of every task; exits
 * with 1 unless all ended as succeeded, none was lost and none has two models.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { serviceAccount } from '../../scripts/services/account.mjs';
import { startPostgres } from '../../scripts/services/postgres.mjs';
import { startRedis } from '../../scripts/services/redis.mjs';
import { openState } from '../../scripts/services/state.mjs';
import { freePort } from '../../scripts/services/ports.mjs';
import { FixedPort } from './fixed-port.mjs';

const TASKS = Number(process.argv[2] ?? 200);
const main = path.resolve(import.meta.dirname, '../../dist/main.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'algoapi-chaos-'));
const say = (line) => console.log(`[${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s] ${line}`);
const began = performance.now();

const state = openState(folder, serviceAccount());
const services = {
  PostgreSQL: { start: () => startPostgres(state), door: await FixedPort.open() },
  Redis: { start: () => startRedis(state, say), door: await FixedPort.open() },
};
for (const service of Object.values(services)) await up(service);
const [webPort, monitoringPort] = [await freePort(), await freePort()];
const env = {
  PATH: process.env.PATH,
  ...(process.env.DOCKER_HOST && { DOCKER_HOST: process.env.DOCKER_HOST }),
  DATABASE_URL: services.PostgreSQL.door.rewrite(services.PostgreSQL.running.url),
  REDIS_URL: services.Redis.door.rewrite(services.Redis.running.url),
  PORT: String(webPort),
  MONITORING_PORT: String(monitoringPort),
  DATA_DIR: folder,
  STORAGE: 'postgres',
  REQUESTS_PER_MINUTE: '1000000',
  MAX_RUNNING_PER_ACCOUNT: '100',
  LOG_LEVEL: 'warn',
};
const url = `http://127.0.0.1:${webPort}`;
const processes = new Set();

/** The product, as its operator's supervisor keeps it: what dies is started again. */
function keep(mode) {
  const slot = { stopping: false };
  const start = () => {
    slot.child = spawn(process.execPath, [main], {
      env: { ...env, APP_MODE: mode },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    slot.child.once('exit', () => slot.stopping || setTimeout(start, 1000));
  };
  start();
  processes.add(slot);
  return slot;
}

async function up(service) {
  service.running = await service.start();
  service.door.leadTo(Number(new URL(service.running.url).port));
}

const database = () => {
  const pool = new pg.Pool({ connectionString: env.DATABASE_URL, max: 1, connectionTimeoutMillis: 3000 });
  pool.on('error', () => undefined);
  return pool;
};

async function restart(name) {
  await services[name].running.child.stop();
  services[name].door.close();
  await delay(3000);
  await up(services[name]);
}

let failed = true;
const [web, first, second] = ['web', 'worker', 'worker'].map(keep);
try {
  const pool = database();
  const count = async (where) => Number((await pool.query(`select count(*) from tasks where ${where}`)).rows[0].count);
  const ended = () => count("status in ('succeeded', 'failed', 'cancelled')").catch(() => -1);
  const running = () => count("status in ('sanitizing', 'training', 'verifying')").catch(() => -1);
  const untilHealthy = async () => {
    while (
      (
        await fetch(`${url}/health`).then(
          (r) => r.json(),
          () => ({ workers: 0 }),
        )
      ).workers < 2
    )
      await delay(200);
  };
  await untilHealthy();
  const key = await fetch(`${url}/api/v1/keys/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'chaos', email: 'chaos@example.com' }),
  }).then((r) => r.json());
  const csv = ['user_id,item_id,rating'];
  for (let u = 0; u < 40; u++)
    for (let i = 0; i < 20; i += 1 + (u % 3)) csv.push(`u${u},i${i},${1 + ((u * 7 + i * 5) % 5)}`);
  const accepted = [];
  for (let t = 0; t < TASKS; t++) {
    const form = new FormData();
    form.append('model_type', 'recommendation');
    form.append('algorithm', 'als');
    form.append('seed', String(t));
    form.append('file', new Blob([csv.join('\n')]), 'ratings.csv');
    const answer = await fetch(`${url}/api/v1/train`, {
      method: 'POST',
      headers: { 'x-api-key': key.api_key },
      body: form,
    });
    if (answer.status !== 202) throw new Error(`train answered ${answer.status}`);
    accepted.push((await answer.json()).task_id);
  }
  say(`${accepted.length} tasks accepted, two workers`);

  const faults = [
    ['kill -9 of a worker', async () => void first.child.kill('SIGKILL')],
    ['Redis restarts', () => restart('Redis')],
    ['PostgreSQL restarts', () => restart('PostgreSQL')],
  ];
  for (const [i, [what, fault]] of faults.entries()) {
    while ((await ended()) < ((i + 1) * TASKS) / 5 || (await running()) < 1) await delay(50);
    say(`${what}: ${await ended()} ended, ${await running()} running`);
    await fault();
    say(`${what}: done`);
  }
  const deadline = performance.now() + 20 * 60_000;
  while ((await ended()) < TASKS && performance.now() < deadline) await delay(500);

  const byStatus = (await pool.query('select status, count(*)::int as n from tasks group by 1')).rows;
  const known = new Set((await pool.query('select id from tasks')).rows.map(({ id }) => id));
  const twice = (await pool.query('select task_id from models group by 1 having count(*) > 1')).rowCount;
  const models = Number((await pool.query('select count(*) from models')).rows[0].count);
  const again = (await pool.query('select count(*)::int as n from tasks where attempt > 1')).rows[0].n;
  const reasons = (
    await pool.query("select error->>'code' as code, count(*)::int as n from tasks where status = 'failed' group by 1")
  ).rows;
  const lost = accepted.filter((id) => !known.has(id)).length;
  const succeeded = byStatus.find(({ status }) => status === 'succeeded')?.n ?? 0;
  say(`status: ${byStatus.map(({ status, n }) => `${status} ${n}`).join(', ')}`);
  if (reasons.length > 0) say(`reasons: ${JSON.stringify(reasons)}`);
  say(
    `tasks ${TASKS} · ended ${await ended()} · lost ${lost} · models ${models} · duplicate models ${twice} · run again ${again}`,
  );
  failed = succeeded !== TASKS || lost > 0 || twice > 0 || models !== TASKS;
  await pool.end();
} finally {
  for (const slot of processes) slot.stopping = true;
  await Promise.all(
    [web, first, second].map(({ child }) => new Promise((done) => child.once('exit', done) && child.kill('SIGTERM'))),
  );
  for (const { running, door } of Object.values(services)) {
    door.shut();
    await running.child.stop();
  }
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
