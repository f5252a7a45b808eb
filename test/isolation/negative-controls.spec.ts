import type { ContainerCreateOptions } from 'dockerode';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containerOptions } from '../../src/isolation/docker/host-config.js';
import { ProcessSandbox } from '../../src/isolation/process/process-sandbox.js';
import type { Sandbox } from '../../src/isolation/sandbox.js';
import { owner } from '../contracts/sandbox/backends.js';
import { HOSTILE_PROBES } from './catalogue.js';
import { openDocker, PROBE_BACKENDS, probePrograms } from './probe-backends.js';
import { runProbe } from './run-probe.js';

/** A probe that could not succeed anywhere would show nothing: where nothing confines, these must be let. */
const probeOf = (name: string) => HOSTILE_PROBES.find((probe) => probe.name === name)!;
const backendOf = (name: string) => PROBE_BACKENDS.find((backend) => backend.name === name)!;

const { unavailable: noDocker } = backendOf('docker');
describe.skipIf(noDocker !== undefined)(`negative controls: a default container ${noDocker ?? ''}`, () => {
  let opened: Awaited<ReturnType<typeof openDocker>>;
  beforeAll(async () => {
    opened = await openDocker((...args): ContainerCreateOptions => {
      const { Image, Entrypoint, Cmd, Labels, ...rest } = containerOptions(...args);
      const { AttachStdin, AttachStdout, AttachStderr, OpenStdin, StdinOnce } = rest;
      return {
        Image,
        Entrypoint,
        Cmd,
        Labels,
        User: '0:0',
        AttachStdin,
        AttachStdout,
        AttachStderr,
        OpenStdin,
        StdinOnce,
      };
    });
  });
  afterAll(() => opened.close());

  it.each([
    'rootfs_write',
    'own_program',
    'tcp_out',
    'metadata_address',
    'dns',
    'udp_out',
    'listen',
    'execute_from_tmp',
    'tmp_fill',
    'shared_memory_fill',
    'symlink',
    'hard_link',
    'fork_bomb',
    'unix_socket',
    'raw_socket',
    'netlink_socket',
    'setuid_root',
    'setgroups',
    'chroot',
    'memfd_create',
    'mknod',
    'ptrace_traceme',
    'shmget',
    'modify_ldt',
    'ioprio_set',
  ])('%s is let', async (name) => {
    expect(await runProbe(opened.sandboxFor(), probeOf(name))).toMatchObject({ stopped: false });
  });
});

describe.skipIf(process.platform !== 'linux')('negative controls: a plain child', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = new ProcessSandbox({
      launcher: '/nonexistent',
      directory: tmpdir(),
      programs: await probePrograms(),
      owner: owner(),
      allowUnconfined: true,
    });
  });
  afterAll(() => sandbox.close());

  it.each([
    'listen',
    'udp_out',
    'host_files',
    'processes_of_others',
    'execute_from_tmp',
    'interpret_from_tmp',
    'fork_bomb',
  ])('%s is let', async (name) => {
    expect(await runProbe(sandbox, probeOf(name))).toMatchObject({ stopped: false });
  });
});
