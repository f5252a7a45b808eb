import { resolve } from 'node:path';
import type { z } from 'zod';
import type { CareEnv, Env } from './environment.js';
import { EnvError } from './parse.js';
import { Variables } from './variables.js';

export const MB = 1 << 20;

/** A runner reaches neither the database nor Redis, and is told nothing of them. */
export const RunnerVariables = Variables.omit({ DATABASE_URL: true, REDIS_URL: true });
type Parsed = z.infer<typeof RunnerVariables>;

export function storesOf(v: Parsed & { DATABASE_URL: string }): Omit<CareEnv, 'worker'> {
  return {
    databaseUrl: v.DATABASE_URL,
    databaseAuthority: v.DATABASE_CA_CERT ?? null,
    dataDir: v.DATA_DIR,
    // Web and workers that were started apart may stand on different machines: only the database is surely shared.
    storage: v.STORAGE !== 'auto' ? v.STORAGE : v.APP_MODE === 'all' ? 'files' : 'postgres',
    s3: s3Of(v),
  };
}

export function workerOf(v: Parsed): Env['worker'] {
  return {
    runningPerAccount: v.MAX_RUNNING_PER_ACCOUNT,
    concurrency: v.MAX_WORKERS,
    timeLimitMs: v.TRAINING_TIME_LIMIT * 1000,
    memoryBytes: v.TRAINING_MEMORY_MB * MB,
    cpus: v.TRAINING_CPUS,
    shutdownGraceMs: v.SHUTDOWN_GRACE * 1000,
    // One line in an env file cannot hold the line breaks of a PEM.
    signingKey: v.SIGNING_KEY?.replaceAll('\\n', '\n') ?? null,
    signingKeyDir: v.SIGNING_KEY_DIR ?? resolve(v.DATA_DIR, 'signing'),
  };
}

function s3Of(v: Parsed): Env['s3'] {
  if (v.STORAGE !== 's3') return null;
  const { S3_URL: url, S3_REGION: region, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = v;
  if (url !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined)
    return { url, region, accessKeyId, secretAccessKey };
  throw new EnvError('S3_URL, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not all set: STORAGE=s3 needs them');
}

export function isolationOf(v: Parsed): Env['isolation'] {
  return {
    policy: v.ISOLATION,
    runner: runnerOf(v),
    allowUnconfined: v.ALLOW_UNCONFINED === '1',
    runtime: v.ISOLATION_RUNTIME ?? null,
    trainerImage: v.TRAINER_IMAGE ?? null,
    dockerHost: v.DOCKER_HOST ?? null,
    dockerCertPath: v.DOCKER_CERT_PATH ?? null,
    dockerTls: dockerTls(v),
  };
}

export function runnerOf({ ISOLATION, RUNNER_URL: url, RUNNER_TOKEN: token }: Parsed): Env['isolation']['runner'] {
  if (url !== undefined && token !== undefined) return { url, token };
  if (ISOLATION === 'runner')
    throw new EnvError('RUNNER_URL and RUNNER_TOKEN are not set: ISOLATION=runner needs both');
  return null;
}

function dockerTls(v: Parsed): Env['isolation']['dockerTls'] {
  const { DOCKER_CA_CERT: ca, DOCKER_CLIENT_CERT: cert, DOCKER_CLIENT_KEY: key } = v;
  if (ca !== undefined && cert !== undefined && key !== undefined) return { ca, cert, key };
  if (ca === undefined && cert === undefined && key === undefined) return null;
  throw new EnvError('DOCKER_CA_CERT, DOCKER_CLIENT_CERT and DOCKER_CLIENT_KEY belong together: set all three or none');
}
