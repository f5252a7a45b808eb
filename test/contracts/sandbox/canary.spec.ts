import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { afterAll, describe, expect, it } from 'vitest';
import { measure } from '../../../src/isolation/canary.js';
import { DEFAULT_DOCKER_HOST } from '../../../src/isolation/docker/daemon.js';
import { DockerSandbox } from '../../../src/isolation/docker/docker-sandbox.js';
import { containerOptions } from '../../../src/isolation/docker/host-config.js';
import { seccompOption } from '../../../src/isolation/docker/seccomp.js';
import type { Sandbox } from '../../../src/isolation/sandbox.js';
import { confined, docker, owner, testPrograms } from './backends.js';

const programs = await testPrograms();
const unavailable = await docker.unavailable();
type Contain = typeof containerOptions;
const NO_NEW_PRIVILEGES = 'no-new-privileges:true';

describe.skipIf(unavailable !== undefined)(`canary: docker ${unavailable ?? ''}`, () => {
  const made: Sandbox[] = [];
  afterAll(() => Promise.all(made.map((sandbox) => sandbox.close())));

  const sandboxWith = (contain?: Contain, path = '/var/run/docker.sock') => {
    const sandbox = new DockerSandbox(
      {
        host: { ...DEFAULT_DOCKER_HOST, kind: 'unix', path },
        image: { kind: 'local' },
        programs,
        owner: owner(),
        progress: () => undefined,
      },
      contain,
    );
    made.push(sandbox);
    return sandbox;
  };

  it('finds a full container whole', async () => {
    expect(await measure(sandboxWith())).toMatchObject({
      docker_available: true,
      isolation: 'enabled',
      isolation_backend: 'container',
      missing: [],
    });
  });

  it.each<[string, string[], Partial<HostConfig>, ContainerCreateOptions?]>([
    ['a writable root', ['read_only_root'], { ReadonlyRootfs: false }],
    ['Docker’s own seccomp profile', ['seccomp_profile'], { SecurityOpt: [NO_NEW_PRIVILEGES] }],
    ['no seccomp', ['seccomp_profile'], { SecurityOpt: [NO_NEW_PRIVILEGES, 'seccomp=unconfined'] }],
    ['new privileges', ['no_new_privileges'], { SecurityOpt: [...seccompOption('x86_64')] }],
    ['capabilities', ['no_capabilities'], { CapDrop: [] }],
    ['no memory limit', ['memory_hard_limit'], { Memory: 0, MemorySwap: 0 }],
    ['no process limit', ['process_limit'], { PidsLimit: -1 }],
    ['no processor limit', ['cpu_share'], { NanoCpus: 0 }],
    [
      'no resource limits',
      ['cpu_time_limit', 'no_core_dump'],
      { Ulimits: [{ Name: 'core', Soft: 1 << 20, Hard: 1 << 20 }] },
    ],
    ['a secret in the environment', ['empty_environment'], {}, { Env: ['DATABASE_URL=x'] }],
    [
      'a large /tmp that executes',
      ['tmp_bounded', 'tmp_not_executable'],
      { Tmpfs: { '/tmp': 'rw,exec,size=1g,mode=1777' } },
    ],
    ['the host’s processes', ['own_processes_only'], { PidMode: 'host' }],
    ['the user root', ['unprivileged_user', 'read_only_root'], {}, { User: '0:0' }],
  ])('names what %s takes away', async (_, missing, hostConfig, options = {}) => {
    const report = await measure(
      sandboxWith((...args) => {
        const full = containerOptions(...args);
        return { ...full, ...options, HostConfig: { ...full.HostConfig, ...hostConfig } };
      }),
    );
    expect(report).toMatchObject({ isolation: 'degraded', isolation_backend: 'container-partial', missing });
  });

  it('pulls no image unless it was told to', async () => {
    const sandbox = new DockerSandbox({
      host: DEFAULT_DOCKER_HOST,
      image: { kind: 'reference', reference: 'algoapi-secure/none:none', pull: 'never' },
      programs,
      owner: owner(),
      progress: () => undefined,
    });
    const failures: unknown[] = [];
    const report = await measure(sandbox, { onFailure: (error) => failures.push(error) });
    expect(report.isolation).toBe('unavailable');
    expect(String(failures[0])).toContain('pulling is off');
  });

  it('says that a daemon is gone', async () => {
    const failures: unknown[] = [];
    const report = await measure(sandboxWith(undefined, '/nonexistent/docker.sock'), {
      onFailure: (error) => failures.push(error),
    });
    expect(report).toMatchObject({
      docker_available: false,
      isolation: 'unavailable',
      isolation_backend: 'unavailable',
    });
    expect(failures).toMatchObject([{ code: 'isolation_unavailable', retryable: true }]);
  });
});

const noProcess = await confined.unavailable();

describe.skipIf(noProcess !== undefined)(`canary: process ${noProcess ?? ''}`, () => {
  it('finds a confined process, and what it lacks', async () => {
    const sandbox = confined.create(programs, owner());
    const report = await measure(sandbox);
    await sandbox.close();
    expect(report).toMatchObject({
      docker_available: false,
      isolation: 'degraded',
      isolation_backend: 'process-confined',
      missing: ['memory_hard_limit', 'process_limit', 'cpu_share'],
    });
  });
});
