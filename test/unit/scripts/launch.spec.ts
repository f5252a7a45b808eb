import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keptSecret } from '../../../scripts/services/files.mjs';
import { redisConfig } from '../../../scripts/services/redis-config.mjs';
import { apiUrl, launchEnvironment, refuseTakenPort } from '../../../scripts/start/application.mjs';
import { banner } from '../../../scripts/start/banner.mjs';
import { satisfies } from '../../../scripts/start/node-version.mjs';
import { openStack } from '../../../scripts/start/stack.mjs';
import { closingLine, whatDidNotRun } from '../../../scripts/test/report.mjs';
import { scratchFolder } from './scratch.js';

describe('npm start', () => {
  it('reads an empty variable as unset and makes the data folder absolute', () => {
    const env = launchEnvironment('/srv/app', { PORT: '', DATA_DIR: 'state', REDIS_URL: '' });
    expect(env).toMatchObject({ APP_MODE: 'all', PORT: '8000', DATA_DIR: '/srv/app/state' });
    expect('REDIS_URL' in env).toBe(false);
  });

  it('names PORT when it is taken, and minds it only where HTTP is served', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const port = String((server.address() as AddressInfo).port);
    const env = launchEnvironment('/srv/app', { PORT: port });
    await expect(refuseTakenPort(env)).rejects.toThrow(/EADDRINUSE.*set PORT/);
    await expect(refuseTakenPort({ ...env, APP_MODE: 'worker' })).resolves.toBeUndefined();
  });

  it('shows where the API is, and the isolation that was found', () => {
    const env = launchEnvironment('/srv/app', { HOST: '0.0.0.0', PORT: '9000' });
    const health = { status: 'degraded', isolation: 'degraded', isolation_backend: 'process-confined', workers: 1 };
    const text = banner(apiUrl(env), { ...health, docker_available: false });
    expect(text).toContain('Install and start Docker');
    expect(banner(apiUrl(env), { ...health, docker_available: true })).not.toContain('Install');
    expect(text).toContain('http://localhost:9000/docs');
    expect(text).toContain('degraded (process-confined)');
    expect(text).toContain('curl -X POST http://localhost:9000/api/v1/keys/create');
  });

  it('stops in the opposite order, and the rest when one fails', async () => {
    const said: string[] = [];
    const stopped: string[] = [];
    const stack = openStack((line: string) => said.push(line));
    const stop = (name: string) => () => Promise.resolve(void stopped.push(name));
    stack.push('database', stop('database'));
    stack.push('queue', () => Promise.reject(new Error('stuck')));
    stack.push('application', stop('application'));
    await stack.stopAll();
    expect(stopped).toEqual(['application', 'database']);
    expect(said).toEqual(['queue did not stop: stuck']);
  });

  it.each([
    ['20.20.2', true],
    ['20.18.3', false],
    ['21.7.0', false],
    ['22.13.0', true],
    ['24.10.9', false],
    ['26.0.0-nightly20261101', true],
  ])('on Node %s: %s', (version, fits) => {
    expect(satisfies(version, '^20.19.0 || ^22.13.0 || >=24.11.0')).toBe(fits);
  });
});

describe('a kept secret', () => {
  it('is the same at the next start, and nobody else can read it', () => {
    const file = join(scratchFolder(), 'secret');
    const secret = keptSecret(file);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(keptSecret(file)).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

it('Redis evicts nothing, writes all down, and takes a folder with spaces', () => {
  const config = redisConfig({ port: 6390, bind: '127.0.0.1', folder: '/srv/my data', password: 'p' }).split('\n');
  for (const line of ['appendonly yes', 'maxmemory-policy noeviction', 'dir "/srv/my data"', 'requirepass p']) {
    expect(config).toContain(line);
  }
});

describe('what npm test says at the end', () => {
  const skipped = [{ test: 'test/e2e/a.spec.ts > trains', why: 'no Docker' }];

  it('closes with a line that counters read', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: [] })).toBe('12 passed, 0 failed');
    expect(closingLine({ passed: 12, failed: 1, skipped })).toBe('12 passed, 1 failed, 1 skipped');
  });

  it('names each service and each test that did not run, with its reason', () => {
    expect(whatDidNotRun(new Map(), [])).toBeUndefined();
    const text = whatDidNotRun(new Map([['Redis', 'type: brew install redis']]), skipped);
    expect(text).toContain('service Redis: type: brew install redis');
    expect(text).toContain('test/e2e/a.spec.ts > trains: no Docker');
  });
});
