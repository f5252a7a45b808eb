import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { containerOptions } from '../../../src/isolation/docker/host-config.js';
import { labelsOf, ownerOf } from '../../../src/isolation/docker/labels.js';
import { seccompOption } from '../../../src/isolation/docker/seccomp.js';
import { tarArchive } from '../../../src/isolation/docker/tar.js';
import { parseRunnerUrl } from '../../../src/isolation/runner/address.js';

const OWNER = { app: 'app', workerId: 'w1', instance: 'i1' };

describe('containerOptions', () => {
  const options = containerOptions(
    {
      taskId: 't1',
      program: 'trainer',
      limits: { memoryBytes: 512 << 20, cpus: 1.5, cpuSeconds: 59.2, maxStdoutBytes: 1 },
    },
    { imageId: 'sha256:1', owner: OWNER, uid: 20_007, securityOptions: seccompOption('x86_64') },
  );
  const host = options.HostConfig!;

  it('mounts nothing of the host, passes no environment and has no network', () => {
    expect(host).not.toHaveProperty('Binds');
    expect(host).not.toHaveProperty('Mounts');
    expect(options.Env).toEqual([]);
    expect(host.NetworkMode).toBe('none');
  });

  it('holds the limits of the run', () => {
    expect(host).toMatchObject({ Memory: 512 << 20, MemorySwap: 512 << 20, NanoCpus: 1.5e9, PidsLimit: 64 });
    expect(host.Ulimits).toContainEqual({ Name: 'cpu', Soft: 60, Hard: 65 });
    expect(host.Ulimits?.map(({ Name }) => Name)).not.toContain('nproc');
    expect(options.Cmd).toEqual(['--max-old-space-size=312', '/sandbox/trainer.mjs']);
  });

  it('gives the program’s user its /tmp', () => {
    expect(options.User).toBe('20007:20007');
    expect(host.Tmpfs!['/tmp']).toContain('uid=20007');
  });

  it('falls back to Docker’s own seccomp profile where ours was not measured', () => {
    expect(seccompOption('aarch64')).toEqual([]);
  });
});

describe('labels', () => {
  it('say whose a container is', () => {
    expect(ownerOf(labelsOf(OWNER, 't1'))).toEqual(OWNER);
    expect(ownerOf({ 'com.example': 'x' })).toBeUndefined();
  });
});

describe('tarArchive', () => {
  it('is read by tar as it was written', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tar-'));
    writeFileSync(join(directory, 'source'), 'from a file');
    const archive = await buffer(
      tarArchive([
        { path: '/sandbox/', mode: 0o755, content: new Uint8Array(0) },
        { path: '/sandbox/a.mjs', mode: 0o444, content: Buffer.from('x'.repeat(513)) },
        { path: 'bin/node', mode: 0o755, content: { file: join(directory, 'source'), size: 11 } },
      ]),
    );
    expect(archive.length % 512).toBe(0);
    writeFileSync(join(directory, 'archive.tar'), archive);
    execFileSync('tar', ['-xf', 'archive.tar'], { cwd: directory });
    expect(readFileSync(join(directory, 'sandbox/a.mjs'), 'utf8')).toBe('x'.repeat(513));
    expect(statSync(join(directory, 'sandbox/a.mjs')).mode & 0o777).toBe(0o444);
    expect(readFileSync(join(directory, 'bin/node'), 'utf8')).toBe('from a file');
  });

  it('refuses a path that does not fit its header', async () => {
    await expect(buffer(tarArchive([{ path: 'x'.repeat(101), mode: 0, content: new Uint8Array(0) }]))).rejects.toThrow(
      RangeError,
    );
  });
});

describe('parseRunnerUrl', () => {
  it.each([
    ['unix:///run/algoapi/runner.sock', { path: '/run/algoapi/runner.sock' }],
    ['tcp://10.0.0.7:7070', { host: '10.0.0.7', port: 7070 }],
    ['tcp://[::1]:7070', { host: '::1', port: 7070 }],
  ])('%s', (url, address) => expect(parseRunnerUrl(url)).toEqual(address));

  it.each(['http://10.0.0.7:7070', 'tcp://10.0.0.7', 'runner'])('refuses %s', (url) => {
    expect(() => parseRunnerUrl(url)).toThrow(TypeError);
  });
});
