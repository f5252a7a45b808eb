import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { freePort, missingServices } from './harness/services.js';

const missing = missingServices();

/** The guide of the earlier design, call by call as it writes them: its URLs, headers and field names. */
describe.skipIf(missing)(`the calls of the deployment guide ${missing}`, () => {
  let installation: Installation;
  let directory: string;

  beforeAll(async () => {
    installation = await Installation.start({ port: await portOfTheGuide(), env: { KEY_CREATIONS_PER_HOUR: '' } });
    directory = mkdtempSync(join(tmpdir(), 'algoapi-guide-'));
  });
  afterAll(async () => {
    await installation?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** A command of the guide, in bash. Only where port 8000 was taken on this machine is its number another. */
  const guide = (command: string): string =>
    execFileSync('bash', ['-c', command.replaceAll('localhost:8000', `localhost:${installation.port}`)], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });

  const keyFrom = (answers: string) => /"api_key":"([^"]+)"/.exec(answers)![1]!;

  it('health check', () => {
    const health = JSON.parse(guide('curl http://localhost:8000/health')) as object;
    expect(health).toMatchObject({
      status: 'healthy',
      version: '2.0.0-secure',
      docker_available: true,
      isolation: 'enabled',
    });
  });

  it('no workers on the public port without an operator’s password', async () => {
    expect((await fetch(`${installation.url}/api/workers`)).status).toBe(404);
  });

  let key: string;

  it('10 keys rapidly: five are made, five are refused', () => {
    const answers = guide(`
      for i in {1..10}; do
        curl -X POST http://localhost:8000/api/v1/keys/create \\
          -H "Content-Type: application/json" \\
          -d "{\\"name\\":\\"Test$i\\",\\"email\\":\\"test$i@example.com\\"}"
      done`);
    const details = answers.match(/"detail":"Rate limit exceeded: 5 per 1 hour"/g);
    expect(answers.match(/"api_key"/g)).toHaveLength(5);
    expect(details).toHaveLength(5);
    key = keyFrom(answers);
  });

  it('background training: a task_id at once, then a model', async () => {
    writeFileSync(join(directory, 'data.csv'), ratingsCsv(60, 30, 12));
    const answer = guide(`
      curl -X POST http://localhost:8000/api/v1/train \\
        -H "X-API-Key: ${key}" \\
        -F "file=@data.csv" \\
        -F "model_type=recommendation"`);
    const { task_id, status } = JSON.parse(answer) as { task_id: string; status: string };
    expect(status).toBe('queued');
    const task = await new Client(installation.url, key).ended(task_id);
    expect(task).toMatchObject({ status: 'succeeded', error: null, isolation: { isolation: 'enabled' } });
    expect(installation.workers[0]!.output).toContain(task_id);
  });

  it('data sanitizer: fills the rating, removes the bad column, sets the row without a user aside, and says so', async () => {
    writeFileSync(join(directory, 'data.csv'), 'user_id,item_id,rating,bad_column\n1,A,5,\n1,B,,extra\n,C,4,data\n');
    const answer = guide(`curl -X POST http://localhost:8000/api/v1/train -H "X-API-Key: ${key}" \\
        -F "file=@data.csv" -F "model_type=recommendation"`);
    const client = new Client(installation.url, key);
    const task = await client.ended((JSON.parse(answer) as { task_id: string }).task_id);
    // Two usable rows are no training set; what was found out about the data stays readable.
    expect(task).toMatchObject({ status: 'failed', error: { code: 'too_few_rows' } });
    const { status, body } = await client.get(`/api/v1/datasets/${task.dataset_id}/report`);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('no-role');
    expect(body).toMatchObject({ rows: { in: 3, kept: 2, quarantined: 1, removed: 0 } });
    const clean = await client.get<string>(`/api/v1/datasets/${task.dataset_id}/clean.csv`);
    expect(clean.body.trim().split(/\r?\n/)).toEqual(['user_id,item_id,rating', '1,A,5', '1,B,5']);
  });

  it('workers, on the monitoring port that the guide calls Flower', async () => {
    // A worker tells of itself every three seconds; the last task has only just ended.
    await delay(4000);
    const answer = JSON.parse(guide(`curl http://localhost:${installation.monitoringPort}/api/workers`)) as {
      data: unknown[];
    };
    expect(answer.data).toMatchObject([{ concurrency: 2, isolation: 'enabled', running_tasks: [] }]);
  });
});

/** The guide's own, where it is free. */
async function portOfTheGuide(): Promise<number> {
  const taken = await fetch('http://localhost:8000/').then(
    () => true,
    () => false,
  );
  return taken ? freePort() : 8000;
}
