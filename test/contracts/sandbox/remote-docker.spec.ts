import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measure } from '../../../src/isolation/canary.js';
import type { DockerHost } from '../../../src/isolation/docker/daemon.js';
import { DockerSandbox } from '../../../src/isolation/docker/docker-sandbox.js';
import { SandboxError } from '../../../src/isolation/sandbox-error.js';
import { owner, testPrograms } from './backends.js';
import { collect, inputOf, sha256 } from './collect.js';
import { pathOf, type RemoteDaemon, remoteDaemonUnavailable, startRemoteDaemon } from './remote-daemon.js';

const programs = await testPrograms();
const unavailable = remoteDaemonUnavailable();
const noGvisor = pathOf('runsc') === undefined ? 'runsc is not installed' : undefined;

describe.skipIf(unavailable !== undefined)(`remote Docker host over mutual TLS ${unavailable ?? ''}`, () => {
  let daemon: RemoteDaemon;
  let sandbox: DockerSandbox;
  const sandboxAt = (host: DockerHost, runtime?: string) =>
    new DockerSandbox({ host, image: { kind: 'local' }, programs, owner: owner(), progress: () => undefined, runtime });

  beforeAll(async () => {
    daemon = await startRemoteDaemon();
    sandbox = sandboxAt(daemon.host);
    await sandbox.prepare();
  });
  afterAll(() => daemon?.stop());

  it('isolates as a local daemon does', async () => {
    expect(await measure(sandbox)).toMatchObject({ isolation: 'enabled', isolation_backend: 'container', missing: [] });
  });

  it('carries 5 MB in and out', async () => {
    const data = randomBytes(5_000_000);
    const run = await collect(sandbox, 'echo', { inputs: new Map([['data', inputOf(data)]]) });
    expect(run.artifacts).toEqual([{ name: 'table', length: data.length, sha256: sha256(data) }]);
  });

  it('kills within 2 s of a cancellation', async () => {
    const cancel = new AbortController();
    const run = collect(sandbox, 'spin', { signal: cancel.signal }).catch((error: unknown) => error);
    await delay(1_500);
    cancel.abort();
    expect(await Promise.race([run, delay(2_000, 'late')])).toMatchObject({ code: 'cancelled' });
  });

  describe.skipIf(noGvisor !== undefined)(`under gVisor ${noGvisor ?? ''}`, () => {
    // What gVisor's /proc does not show, as Debian's build of 2022 the limits, is missing: nothing is taken on trust.
    it('isolates with a kernel of its own, and claims no limit that it does not show', async () => {
      const { docker_available, isolation_backend, missing } = await measure(sandboxAt(daemon.host, 'runsc'));
      expect(docker_available).toBe(true);
      expect(isolation_backend).toBe(missing.length === 0 ? 'container-gvisor' : 'container-partial');
      for (const held of ['unprivileged_user', 'no_capabilities', 'seccomp_profile', 'no_network', 'read_only_root']) {
        expect(missing).not.toContain(held);
      }
    });

    it('carries 5 MB in and out', async () => {
      const inputs = new Map([['data', inputOf(randomBytes(5_000_000))]]);
      const run = await collect(sandboxAt(daemon.host, 'runsc'), 'echo', { inputs });
      expect(run).toMatchObject({ result: 'echoed', isolation: { confinement: 'container-gvisor' } });
    });
  });

  it('is refused with a certificate of another authority', async () => {
    const stranger = sandboxAt({ ...daemon.host, ...daemon.stranger });
    await expect(stranger.ping()).rejects.toMatchObject({ code: 'isolation_unavailable' });
  });

  it('refuses a daemon of another authority', async () => {
    const { cert } = daemon.stranger;
    await expect(sandboxAt({ ...daemon.host, ca: cert }).ping()).rejects.toMatchObject({
      code: 'isolation_unavailable',
    });
  });

  it('tells the daemon’s end from the program’s, and is unavailable after it', async () => {
    const run = collect(sandbox, 'hang').catch((error: unknown) => error);
    await delay(1_500);
    await daemon.stop();
    const error = await run;
    expect(error).toBeInstanceOf(SandboxError);
    expect(error).toMatchObject({ retryable: true });
    expect(await measure(sandbox)).toMatchObject({ isolation: 'unavailable', docker_available: false });
  });
});
