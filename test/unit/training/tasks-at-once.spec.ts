import { describe, expect, it } from 'vitest';
import { readEnv } from '../../../src/config/env.js';
import { tasksAtOnce } from '../../../src/training/worker/tasks-at-once.js';

const GB = 2 ** 30;
const stores = { DATABASE_URL: 'postgres://localhost/a', REDIS_URL: 'redis://localhost' };
const envOf = (variables: Record<string, string>) => readEnv({ ...stores, MAX_WORKERS: '8', ...variables });

describe('tasks at once', () => {
  it.each([
    ['as many as are allowed, where there is memory', {}, { machine: 32 * GB, group: 0 }, 8],
    ['as many 2 GB sandboxes as fit beside the worker', {}, { machine: 8 * GB, group: 0 }, 3],
    ['more where each takes less', { TRAINING_MEMORY_MB: '512' }, { machine: 4 * GB, group: 0 }, 7],
    ['one on a small machine', {}, { machine: GB, group: 0 }, 1],
    ['within the memory of the own container', { ISOLATION: 'process' }, { machine: 64 * GB, group: 5 * GB }, 2],
    ['beside the own container under Docker', { ISOLATION: 'docker' }, { machine: 64 * GB, group: GB }, 8],
    [
      'beside the own container behind a runner on this machine',
      { ISOLATION: 'runner', RUNNER_URL: 'unix:///run/runner.sock', RUNNER_TOKEN: 'x'.repeat(64) },
      { machine: 8 * GB, group: GB },
      3,
    ],
    ['no bound that is larger than the machine', {}, { machine: 8 * GB, group: 2 ** 63 }, 3],
  ])('%s', (_, variables, memory, expected) => {
    expect(tasksAtOnce(envOf(variables), memory)).toBe(expected);
  });

  it.each<Record<string, string>>([
    { ISOLATION: 'docker', DOCKER_HOST: 'tcp://10.0.0.9:2376', DOCKER_CERT_PATH: '/certs' },
    { ISOLATION: 'runner', RUNNER_URL: 'tcp://10.0.0.9:9000', RUNNER_TOKEN: 'x'.repeat(64) },
  ])('as the operator says where the sandboxes are elsewhere (%j)', (variables) => {
    expect(tasksAtOnce(envOf(variables), { machine: GB, group: GB })).toBe(8);
  });
});
