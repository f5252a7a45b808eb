import { resolve } from 'node:path';
import { z } from 'zod';

/**
 * The only reader of process.env. Each variable is typed, validated once at start, and listed in the README.
 * A refusal names the variable and what is expected, never the value: it could be a secret.
 */
const MB = 1 << 20;
const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const port = integer(0, 65535);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const CIDR = /^[0-9a-fA-F:.]+(\/\d{1,3})?$/;

const databaseUrl = z
  .string()
  .refine((url) => !url.startsWith('sqlite:'), {
    error: 'SQLite is not supported; leave it unset and `npm start` brings up an embedded PostgreSQL',
  })
  .refine((url) => /^postgres(ql)?:\/\//.test(url), {
    error: 'expected postgresql://user:password@host:5432/database',
  });

const certificate = z.string().startsWith('-----BEGIN CERTIFICATE-----', { error: 'expected a PEM certificate' });
const privateKey = z.string().includes('PRIVATE KEY', { error: 'expected a private key in PEM' });

const Variables = z.object({
  APP_MODE: z.enum(['all', 'web', 'worker']).default('all'),
  NODE_ENV: z.string().default('production'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8000),
  MONITORING_HOST: z.string().default('127.0.0.1'),
  MONITORING_PORT: port.default(5555),
  DATABASE_URL: databaseUrl,
  DATABASE_CA_CERT: certificate.optional(),
  REDIS_URL: z.string().regex(/^rediss?:\/\//, { error: 'expected redis://host:6379/0' }),
  DATA_DIR: z
    .string()
    .default('.data')
    .transform((path) => resolve(path)),
  STORAGE: z.enum(['auto', 'files', 'postgres']).default('auto'),
  SENTRY_DSN: z.url().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  MAX_WORKERS: integer(1, 256).default(2),
  TRAINING_TIME_LIMIT: integer(1, 86_400).default(600),
  TRAINING_MEMORY_MB: integer(256, 1 << 20).default(2048),
  TRAINING_CPUS: z.coerce.number().min(0.1).max(256).default(1),
  SHUTDOWN_GRACE: integer(0, 3600).default(25),
  MAX_UPLOAD_MB: integer(1, 1 << 20).default(512),
  ISOLATION: z.enum(['auto', 'docker', 'process']).default('auto'),
  ALLOW_UNCONFINED: z.enum(['0', '1']).default('0'),
  ISOLATION_RUNTIME: z
    .string()
    .regex(/^[a-z0-9_.-]+$/i)
    .optional(),
  TRAINER_IMAGE: z.string().optional(),
  DOCKER_HOST: z
    .string()
    .regex(/^(unix|tcp|https?):\/\//, { error: 'expected unix:///path or tcp://host:2376' })
    .optional(),
  DOCKER_CERT_PATH: z.string().optional(),
  DOCKER_CA_CERT: certificate.optional(),
  DOCKER_CLIENT_CERT: certificate.optional(),
  DOCKER_CLIENT_KEY: privateKey.optional(),
  TRUSTED_PROXIES: list
    .refine((cidrs) => cidrs.every((cidr) => CIDR.test(cidr)), { error: 'expected CIDRs, as 10.0.0.0/8' })
    .default([]),
  KEY_CREATIONS_PER_HOUR: integer(1, 1_000_000).default(5),
  REQUESTS_PER_MINUTE: integer(1, 100_000_000).default(600),
  ADMIN_PASSWORD: z.string().min(12, { error: 'at least 12 characters' }).optional(),
  SIGNING_KEY: privateKey.optional(),
  SIGNING_KEY_DIR: z.string().optional(),
});

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
  readonly storage: 'files' | 'postgres';
  readonly sentryDsn: string | null;
  readonly logLevel: z.infer<typeof Variables>['LOG_LEVEL'];
  readonly limits: {
    readonly uploadBytes: number;
    readonly keyCreationsPerHour: number;
    readonly requestsPerMinute: number;
  };
  readonly worker: {
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
    readonly policy: 'auto' | 'docker' | 'process';
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

/** Throws EnvError naming every variable that is wrong. An empty value counts as unset, as compose files write it. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = Variables.safeParse(given);
  if (!parsed.success) throw new EnvError(parsed.error.issues.map(explain).join('\n'));
  const v = parsed.data;
  return {
    mode: v.APP_MODE,
    http: { host: v.HOST, port: v.PORT, trustedProxies: v.TRUSTED_PROXIES },
    monitoring: { host: v.MONITORING_HOST, port: v.MONITORING_PORT, adminPassword: v.ADMIN_PASSWORD ?? null },
    databaseUrl: v.DATABASE_URL,
    databaseAuthority: v.DATABASE_CA_CERT ?? null,
    redisUrl: v.REDIS_URL,
    dataDir: v.DATA_DIR,
    // Web and workers that were started apart may stand on different machines: only the database is surely shared.
    storage: v.STORAGE !== 'auto' ? v.STORAGE : v.APP_MODE === 'all' ? 'files' : 'postgres',
    sentryDsn: v.SENTRY_DSN ?? null,
    logLevel: v.LOG_LEVEL,
    limits: {
      uploadBytes: v.MAX_UPLOAD_MB * MB,
      keyCreationsPerHour: v.KEY_CREATIONS_PER_HOUR,
      requestsPerMinute: v.REQUESTS_PER_MINUTE,
    },
    worker: {
      concurrency: v.MAX_WORKERS,
      timeLimitMs: v.TRAINING_TIME_LIMIT * 1000,
      memoryBytes: v.TRAINING_MEMORY_MB * MB,
      cpus: v.TRAINING_CPUS,
      shutdownGraceMs: v.SHUTDOWN_GRACE * 1000,
      // One line in an env file cannot hold the line breaks of a PEM.
      signingKey: v.SIGNING_KEY?.replaceAll('\\n', '\n') ?? null,
      signingKeyDir: v.SIGNING_KEY_DIR ?? resolve(v.DATA_DIR, 'signing'),
    },
    isolation: {
      policy: v.ISOLATION,
      allowUnconfined: v.ALLOW_UNCONFINED === '1',
      runtime: v.ISOLATION_RUNTIME ?? null,
      trainerImage: v.TRAINER_IMAGE ?? null,
      dockerHost: v.DOCKER_HOST ?? null,
      dockerCertPath: v.DOCKER_CERT_PATH ?? null,
      dockerTls: dockerTls(v),
    },
  };
}

function dockerTls(v: z.infer<typeof Variables>): Env['isolation']['dockerTls'] {
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
