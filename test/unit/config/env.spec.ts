import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EnvError, readEnv } from '../../../src/config/env.js';

const NEEDED = { DATABASE_URL: 'postgresql://user:pass@host:5432/db', REDIS_URL: 'redis://host:6379/0' };
const refusal = (given: Record<string, string>): string => {
  try {
    readEnv({ ...NEEDED, ...given });
  } catch (error) {
    if (error instanceof EnvError) return error.message;
  }
  throw new Error('was not refused');
};

describe('the environment', () => {
  it("takes the guide's own variables, as it writes them", () => {
    const env = readEnv({ ...NEEDED, PORT: '8000', MAX_WORKERS: '4', LOG_LEVEL: 'info', SENTRY_DSN: '' });
    expect(env).toMatchObject({
      http: { port: 8000 },
      worker: { concurrency: 4 },
      logLevel: 'info',
      telemetry: { sentryDsn: null },
    });
  });

  it('needs nothing but the two services: the defaults are those of the guide', () => {
    const env = readEnv(NEEDED);
    expect(env.worker.timeLimitMs).toBe(600_000);
    expect(env.http).toEqual({ host: '127.0.0.1', port: 8000, trustedProxies: [] });
    expect(env.monitoring).toMatchObject({ host: '127.0.0.1', port: 5555, adminPassword: null });
    expect(env.limits.keyCreationsPerHour).toBe(5);
  });

  it('counts an empty value as unset, as compose files write it', () => {
    expect(readEnv({ ...NEEDED, TRAINING_TIME_LIMIT: '' }).worker.timeLimitMs).toBe(600_000);
  });

  it('keeps uploads where web and workers both reach them', () => {
    expect(readEnv({ ...NEEDED, APP_MODE: 'all' }).storage).toBe('files');
    expect(readEnv({ ...NEEDED, APP_MODE: 'web' }).storage).toBe('postgres');
    expect(readEnv({ ...NEEDED, APP_MODE: 'web', STORAGE: 'files' }).storage).toBe('files');
  });

  it('keeps uploads in a bucket where all of its address is given', () => {
    const bucket = { S3_URL: 'https://s3.example.com/models', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'hidden' };
    expect(readEnv({ ...NEEDED, ...bucket, STORAGE: 's3' }).s3).toEqual({
      url: bucket.S3_URL,
      region: 'us-east-1',
      accessKeyId: 'id',
      secretAccessKey: 'hidden',
    });
    expect(readEnv({ ...NEEDED, ...bucket }).s3).toBeNull();
    expect(refusal({ ...bucket, STORAGE: 's3', S3_ACCESS_KEY_ID: '' })).toContain('S3_ACCESS_KEY_ID');
  });

  it('refuses SQLite with a pointer to the embedded PostgreSQL', () => {
    expect(refusal({ DATABASE_URL: 'sqlite:///./algoapi.db' })).toMatch(/DATABASE_URL.*embedded PostgreSQL/);
  });

  it('names the variable that is missing or wrong, and never its value', () => {
    expect(() => readEnv({ REDIS_URL: NEEDED.REDIS_URL })).toThrow('DATABASE_URL is not set');
    const secret = 'hunter2-hunter2';
    for (const [name, value] of [
      ['DATABASE_URL', `mysql://root:${secret}@host/db`],
      ['REDIS_URL', `http://:${secret}@host`],
      ['PORT', secret],
      ['MAX_WORKERS', '0'],
      ['TRUSTED_PROXIES', `10.0.0.0/8,${secret}`],
      ['ADMIN_PASSWORD', 'hunter2'],
      ['SIGNING_KEY', secret],
      ['APP_MODE', secret],
      ['SENTRY_DSN', secret],
    ] as const) {
      const message = refusal({ [name]: value });
      expect(message).toContain(name);
      expect(message).not.toContain('hunter2');
    }
  });

  it('names all that is wrong at once', () => {
    expect(refusal({ PORT: 'x', LOG_LEVEL: 'loud' }).split('\n')).toHaveLength(2);
  });

  it("takes a Docker host's three certificates together or not at all", () => {
    const [ca, key] = ['-----BEGIN CERTIFICATE-----x', '-----BEGIN PRIVATE KEY-----x'];
    const all = { DOCKER_CA_CERT: ca, DOCKER_CLIENT_CERT: ca, DOCKER_CLIENT_KEY: key };
    expect(refusal({ DOCKER_CA_CERT: ca, DOCKER_CLIENT_KEY: key })).toContain('DOCKER_CLIENT_CERT');
    expect(refusal({ ...all, DOCKER_CLIENT_CERT: '/etc/cert.pem' })).toBe(
      'DOCKER_CLIENT_CERT is not valid: expected a PEM certificate',
    );
    expect(readEnv({ ...NEEDED, ...all }).isolation.dockerTls).toEqual({ ca, cert: ca, key });
    expect(readEnv(NEEDED).isolation.dockerTls).toBeNull();
  });

  it('has every variable in the table of the README', () => {
    const source = readFileSync(new URL('../../../src/config/variables.ts', import.meta.url), 'utf8');
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const variables = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name!);
    expect(variables.length).toBeGreaterThan(20);
    expect(variables.filter((name) => name !== 'NODE_ENV' && !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
