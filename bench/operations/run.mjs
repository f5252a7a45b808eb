/**
 * The service as it is scaled, on one machine: nginx, two web processes, WORKERS workers, PostgreSQL, Redis and an S3
 * server; TASKS tiny tasks through nginx, all queued before they are waited for. With --rolling every process is
 * replaced by a new one meanwhile, one after the other, as a deploy does. Afterwards every task must have succeeded once.
 *
 *   node bench/operations/run.mjs [--tasks 1000] [--workers 3] [--rolling] [--isolation docker|process] [--kind sanitize|train]
 *
 * Needs a build (npm run build), nginx, redis-server, and python3 for the S3 server. Prints one row of a Markdown table.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { serviceAccount } from '../../scripts/services/account.mjs';
import { startPostgres } from '../../scripts/services/postgres.mjs';
import { startRedis } from '../../scripts/services/redis.mjs';
import { openState } from '../../scripts/services/state.mjs';
import { startS3 } from '../../scripts/test/s3.mjs';
import { ensureValidators } from '../../scripts/test/validators.mjs';
import { Balancer } from './balancer.mjs';
import { Fleet } from './fleet.mjs';
import { Load } from './load.mjs';

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '1000' },
    workers: { type: 'string', default: '3' },
    rolling: { type: 'boolean', default: false },
    isolation: { type: 'string', default: 'docker' },
    kind: { type: 'string', default: 'sanitize' },
  },
});
const tasks = Number(values.tasks);
const say = (line) => console.error(`[${new Date().toISOString().slice(11, 19)}] ${line}`);
const place = mkdtempSync(path.join(tmpdir(), 'algoapi-fleet-'));
const state = openState(path.join(place, 'state'), serviceAccount());
const stops = [];
/** Once, in the order that undoes the start; also when the run is interrupted. */
async function stopAll() {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop())
    await stop().catch((error) => say(error.message));
  rmSync(place, { recursive: true, force: true });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().then(() => process.exit(1)));
try {
  const postgres = await startPostgres(state);
  stops.push(() => postgres.child.stop());
  const redis = await startRedis(state, say);
  stops.push(() => redis.child.stop());
  const s3 = await startS3(state, process.env.TEST_VALIDATORS ?? ensureValidators(say));
  stops.push(() => s3.child.stop());

  const fleet = new Fleet({
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    STORAGE: 's3',
    S3_URL: s3.url,
    S3_ACCESS_KEY_ID: s3.id,
    S3_SECRET_ACCESS_KEY: s3.secret,
    DATA_DIR: path.join(place, 'data'),
    ISOLATION: values.isolation,
    MAX_WORKERS: '2',
    MAX_QUEUED_PER_ACCOUNT: '100000',
    MAX_RUNNING_PER_ACCOUNT: '1000',
    REQUESTS_PER_MINUTE: '10000000',
    KEY_CREATIONS_PER_HOUR: '1000',
    LOG_LEVEL: 'warn',
    TRUSTED_PROXIES: '127.0.0.1/32',
  });
  stops.push(() => fleet.stop());
  for (let i = 0; i < 2; i++) await fleet.startWeb();
  for (let i = 0; i < Number(values.workers); i++) fleet.startWorker();
  const balancer = await Balancer.start(place, fleet.webPorts);
  stops.push(() => balancer.stop());
  await fleet.untilWorkers(balancer.url, Number(values.workers));
  say('everything is up');

  const load = await Load.open(balancer.url, values.kind);
  const began = performance.now();
  const watching = load.watch();
  await load.submit(tasks);
  say(`${tasks} tasks accepted after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const rolled = values.rolling ? fleet.roll(say) : Promise.resolve();
  const client = new pg.Client(postgres.adminUrl.replace(/postgres$/, 'algoapi'));
  await client.connect();
  for (let left = tasks; left > 0; await delay(1000)) {
    const { rows } = await client.query(
      "select count(*)::int as left from tasks where status not in ('succeeded','failed','cancelled')",
    );
    if (Math.floor(rows[0].left / 100) !== Math.floor(left / 100)) say(`${rows[0].left} left`);
    left = rows[0].left;
  }
  const seconds = (performance.now() - began) / 1000;
  await rolled;
  const probes = await load.endWatching(watching);
  const { rows } = await client.query(`
    select status, count(*)::int as tasks, count(distinct worker_id)::int as workers, max(attempt) as attempts,
           percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from started_at - created_at)) as wait,
           percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from finished_at - started_at)) as run
    from tasks group by status`);
  await client.end();
  const [done] = rows;
  if (rows.length !== 1 || done.status !== 'succeeded' || done.tasks !== tasks || probes.failed > 0) {
    say(`NOT ALL WELL: ${JSON.stringify({ rows, probes })}`);
    process.exitCode = 1;
  }
  const figure = ([half, most]) => `${half.toFixed(1)} / ${most.toFixed(1)}`;
  console.log(
    `| ${values.workers} | ${values.rolling ? 'yes' : 'no'} | ${values.isolation} | ${done.tasks} ${values.kind} | ${done.status} | ${seconds.toFixed(0)} | ${(tasks / seconds).toFixed(2)} | ${figure(done.wait)} | ${figure(done.run)} | ${done.workers} | ${probes.sent} / ${probes.failed} |`,
  );
} finally {
  await stopAll();
}
