import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RemoteDaemon, remoteDaemonUnavailable, startRemoteDaemon } from '../contracts/sandbox/remote-daemon.js';
import { type Client, type TaskView } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices() || (remoteDaemonUnavailable() ?? '');

/** A Docker daemon that is frozen: it takes connections and answers nothing, which is worse than one that is gone. */
describe.skipIf(missing)(`a Docker daemon that hangs ${missing}`, () => {
  let daemon: RemoteDaemon;
  let installation: Installation;
  let client: Client;
  const isolation = async () => (await client.get<{ isolation: string }>('/health')).body.isolation;
  const train = () => client.train(ratingsCsv(40, 20, 8), { model_type: 'recommendation', algorithm: 'als' });

  beforeAll(async () => {
    daemon = await startRemoteDaemon();
    const { host, port, ca, cert, key } = daemon.host;
    installation = await Installation.start({
      env: {
        ISOLATION: 'docker',
        DOCKER_HOST: `tcp://${host}:${port}`,
        DOCKER_CA_CERT: ca,
        DOCKER_CLIENT_CERT: cert,
        DOCKER_CLIENT_KEY: key,
      },
    });
    client = await installation.client();
    while ((await isolation()) !== 'enabled') await delay(200);
  });
  afterAll(async () => {
    await installation?.stop();
    await daemon?.stop();
  });

  let caught: TaskView;
  let waiting: TaskView;

  it('shows in /health within a minute; no task ends by it, and new ones wait', async () => {
    daemon.signal('SIGSTOP');
    caught = await train();
    await expect.poll(isolation, { timeout: 60_000, interval: 250 }).toBe('unavailable');
    waiting = await train();
    await delay(6_000);
    expect(await client.task(waiting.task_id)).toMatchObject({ status: 'queued', attempts: 0 });
    expect(await client.task(caught.task_id)).toMatchObject({ error: null });
  });

  it('all is done once it answers again', async () => {
    daemon.signal('SIGCONT');
    expect(await client.ended(caught.task_id)).toMatchObject({ status: 'succeeded' });
    expect(await client.ended(waiting.task_id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(await isolation()).toBe('enabled');
  });
});
