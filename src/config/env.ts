import { resolve } from 'node:path';
import { type z } from 'zod';
import { Variables } from './variables.js';

/**
 * The only reader of process.env. Each variable is typed, validated once at start, and listed in the README.
 * A refusal names the variable and what is expected, never the value: it could be a secret.
 */
const MB = 1 << 20;

export type AppMode = z.infer<typeof Variables>['APP_MODE'];

export interface Env {
  readonly mode: AppMode;
  readonly http: { readonly host: string; readonly port: number; readonly trustedProxies: readonly string[] };
  readonly monitoring: { readonly host: string; readonly port: number; readonly adminPassword: string | null };
  readonly databaseUrl: string;
  /** PEM of the authority that signed the database's certificate; null: those that Node trusts */
  readonly databaseAuthority: string | null;
  readonly redisUrl: string;
  readonly dataDir: string;
  readonly storage: 'files' | 'postgres' | 's3';
  /** there where `storage` is `s3` */
  readonly s3: {
    /** the bucket's address */
    readonly url: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  } | null;
  readonly telemetry: {
    readonly sentryDsn: string | null;
    /** null: traces go nowhere */
    readonly otlp: {
      readonly endpoint: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly serviceName: string;
    } | null;
  };
  readonly logLevel: z.infer<typeof Variables>['LOG_LEVEL'];
  readonly limits: {
    readonly uploadBytes: number;
    readonly keyCreationsPerHour: number;
    readonly requestsPerMinute: number;
    /** of one account, all its keys together */
    readonly queuedPerAccount: number;
    readonly storageBytesPerAccount: number;
  };
  readonly webhooks: {
    /** addresses beside the public internet that events may be sent to, also without TLS */
    readonly allowCidrs: readonly string[];
    /** PEM of an authority that receivers may prove themselves by, beside those that Node trusts */
    readonly authority: string | null;
  };
  /** days until it is removed; null: never */
  readonly retention: {
    readonly datasetsDays: number | null;
    readonly modelsDays: number | null;
    readonly tasksDays: number | null;
  };
  readonly worker: {
    /** tasks of one account at once, over all workers */
    readonly runningPerAccount: number;
    /** tasks at once in this worker */
    readonly concurrency: number;
    /** from sandbox start to commit */
    readonly timeLimitMs: number;
    readonly memoryBytes: number;
    readonly cpus: number;
    readonly shutdownGraceMs: number;
    /** PKCS#8 PEM; null: made on first use in `signingKeyDir` */
    readonly signingKey: string | null;
    readonly signingKeyDir: string;
  };
  readonly isolation: {
    readonly policy: 'auto' | 'docker' | 'process' | 'runner';
    /** where the runner listens, and the secret shared with it */
    readonly runner: { readonly url: string; readonly token: string } | null;
    /** train even where nothing confines a program: the operator's own data, on the operator's own machine */
    readonly allowUnconfined: boolean;
    readonly runtime: string | null;
    readonly trainerImage: string | null;
    readonly dockerHost: string | null;
    readonly dockerCertPath: string | null;
    /** PEM, for where an environment is all there is; they go before the files of dockerCertPath */
    readonly dockerTls: { readonly ca: string; readonly cert: string; readonly key: string } | null;
  };
}

export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/** A runner reaches neither the database nor Redis, and is told nothing of them. */
const RunnerVariables = Variables.omit({ DATABASE_URL: true, REDIS_URL: true });
type Parsed = z.infer<typeof RunnerVariables>;

/** What a runner needs: the isolation that it provides to workers, and the most that it grants one of them. */
export interface RunnerEnv extends Pick<Env, 'isolation' | 'worker' | 'logLevel'> {
  readonly runner: NonNullable<Env['isolation']['runner']>;
}

/** What the commands of care need (backup, restore, migrate): the stores, and nothing that serves or trains. */
export type CareEnv = Pick<Env, 'databaseUrl' | 'databaseAuthority' | 'storage' | 's3' | 'dataDir' | 'worker'>;

export function readCareEnv(source: NodeJS.ProcessEnv = process.env): CareEnv {
  const v = parse(Variables.omit({ REDIS_URL: true }), source);
  return { ...storesOf(v), worker: workerOf(v) };
}

export function readMode(source: NodeJS.ProcessEnv = process.env): AppMode {
  return parse(Variables.pick({ APP_MODE: true }), source).APP_MODE;
}

export function readRunnerEnv(source: NodeJS.ProcessEnv = process.env): RunnerEnv {
  const v = parse(RunnerVariables, source);
  const runner = runnerOf({ ...v, ISOLATION: 'runner' })!;
  if (v.ISOLATION === 'runner')
    throw new EnvError('ISOLATION is not valid: a runner isolates by docker, process or auto');
  return { isolation: isolationOf(v), worker: workerOf(v), logLevel: v.LOG_LEVEL, runner };
}

/** Throws EnvError naming every variable that is wrong. An empty value counts as unset, as compose files write it. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const v = parse(Variables, source);
  return {
    mode: v.APP_MODE,
    http: { host: v.HOST, port: v.PORT, trustedProxies: v.TRUSTED_PROXIES },
    monitoring: { host: v.MONITORING_HOST, port: v.MONITORING_PORT, adminPassword: v.ADMIN_PASSWORD ?? null },
    ...storesOf(v),
    redisUrl: v.REDIS_URL,
    telemetry: {
      sentryDsn: v.SENTRY_DSN ?? null,
      otlp:
        v.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
          ? null
          : {
              endpoint: v.OTEL_EXPORTER_OTLP_ENDPOINT,
              headers: v.OTEL_EXPORTER_OTLP_HEADERS,
              serviceName: v.OTEL_SERVICE_NAME,
            },
    },
    logLevel: v.LOG_LEVEL,
    limits: {
      uploadBytes: v.MAX_UPLOAD_MB * MB,
      keyCreationsPerHour: v.KEY_CREATIONS_PER_HOUR,
      requestsPerMinute: v.REQUESTS_PER_MINUTE,
      queuedPerAccount: v.MAX_QUEUED_PER_ACCOUNT,
      storageBytesPerAccount: v.MAX_STORAGE_MB_PER_ACCOUNT * MB,
    },
    webhooks: { allowCidrs: v.WEBHOOK_ALLOW_CIDRS, authority: v.WEBHOOK_CA_CERT?.replaceAll('\\n', '\n') ?? null },
    retention: {
      datasetsDays: v.RETENTION_DATASETS_DAYS ?? null,
      modelsDays: v.RETENTION_MODELS_DAYS ?? null,
      tasksDays: v.RETENTION_TASKS_DAYS ?? null,
    },
    worker: workerOf(v),
    isolation: isolationOf(v),
  };
}

function storesOf(v: Parsed & { DATABASE_URL: string }): Omit<CareEnv, 'worker'> {
  return {
    databaseUrl: v.DATABASE_URL,
    databaseAuthority: v.DATABASE_CA_CERT ?? null,
    dataDir: v.DATA_DIR,
    // Web and workers that were started apart may stand on different machines: only the database is surely shared.
    storage: v.STORAGE !== 'auto' ? v.STORAGE : v.APP_MODE === 'all' ? 'files' : 'postgres',
    s3: s3Of(v),
  };
}

function workerOf(v: Parsed): Env['worker'] {
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

function isolationOf(v: Parsed): Env['isolation'] {
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

function runnerOf({ ISOLATION, RUNNER_URL: url, RUNNER_TOKEN: token }: Parsed): Env['isolation']['runner'] {
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

function explain(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('.');
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return missing ? `${name} is not set` : `${name} is not valid: ${issue.message}`;
}

function parse<T>(schema: z.ZodType<T>, source: NodeJS.ProcessEnv): T {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new EnvError(parsed.error.issues.map(explain).join('\n'));
}
