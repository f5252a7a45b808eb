import { tmpdir } from 'node:os';
import { DEFAULT_DOCKER_HOST } from '../../../src/isolation/docker/daemon.js';
import { DockerSandbox } from '../../../src/isolation/docker/docker-sandbox.js';
import { ProcessSandbox } from '../../../src/isolation/process/process-sandbox.js';
import { SMALL_LIMITS } from '../../contracts/sandbox/collect.js';

/** A worker that starts an endless program, says so, and waits to be killed. */
const { backend, launcher, program, owner } = JSON.parse(process.argv[2] ?? '') as {
  backend: string;
  launcher: string;
  program: string;
  owner: { app: string; workerId: string; instance: string };
};
const programs = new Map([['scenarios', program]]);
const sandbox =
  backend === 'docker'
    ? new DockerSandbox({
        host: DEFAULT_DOCKER_HOST,
        image: { kind: 'local' },
        programs,
        owner,
        progress: () => undefined,
      })
    : new ProcessSandbox({ launcher, directory: tmpdir(), programs, owner, allowUnconfined: false });

const started = await sandbox.start(
  { taskId: 'task-1', program: 'scenarios', limits: SMALL_LIMITS },
  new AbortController().signal,
);
const job = JSON.stringify({ type: 'job', job: { scenario: 'spin' } });
started.stdin.write(Buffer.concat([Buffer.from([1, 0, 0, 0, job.length]), Buffer.from(job)]));
process.stdout.write('started\n');
setInterval(() => undefined, 1_000);
