import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { ProductProcess } from './harness/process.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

/** The Docker socket is with the runner alone: the worker knows a UNIX socket and a secret. */
describe.skipIf(missing)(`a worker behind a runner ${missing}`, () => {
  let directory: string;
  let runner: ProductProcess;
  let installation: Installation;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'algoapi-e2e-'));
    const shared = {
      RUNNER_URL: `unix://${directory}/runner.sock`,
      RUNNER_TOKEN: 'a-secret-of-at-least-32-characters',
    };
    runner = new ProductProcess('runner', shared);
    installation = await Installation.start({
      env: { ...shared, ISOLATION: 'runner', DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    });
  });
  afterAll(async () => {
    await installation?.stop();
    await runner?.end();
    await rm(directory, { recursive: true, force: true });
  });

  it('trains in a full container, without a Docker socket of its own', async () => {
    const client = await installation.client();
    const { task_id } = await client.train(ratingsCsv(40, 20, 8), { model_type: 'recommendation', algorithm: 'als' });
    expect(await client.ended(task_id)).toMatchObject({
      status: 'succeeded',
      isolation: { isolation: 'enabled', isolation_backend: 'container' },
    });
  });

  it('says so when the runner is gone, and its tasks wait for another', async () => {
    const client = await installation.client();
    await runner.end('SIGKILL');
    await expect
      .poll(async () => ((await client.get('/health')).body as { isolation: string }).isolation, { timeout: 60_000 })
      .toBe('unavailable');
    const { task_id } = await client.train(ratingsCsv(40, 20, 8), { model_type: 'recommendation', algorithm: 'als' });
    runner = new ProductProcess('runner', {
      RUNNER_URL: `unix://${directory}/runner.sock`,
      RUNNER_TOKEN: 'a-secret-of-at-least-32-characters',
    });
    expect(await client.ended(task_id)).toMatchObject({ status: 'succeeded' });
  });
});
