import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const port = integer(0, 65535);
const days = integer(1, 36_500);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** `name=value,name=value`, as OpenTelemetry writes headers. */
const headers = list
  .refine((pairs) => pairs.every((pair) => /^[\w-]+=./.test(pair)), { error: 'expected name=value,name=value' })
  .transform((pairs) => pairs.map((pair): [string, string] => [pair.split('=', 1)[0]!, pair.replace(/^[^=]+=/, '')]));

function isCidr(text: string): boolean {
  const [, address = '', prefix = '0'] = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(address) !== 0 && Number(prefix) <= (isIP(address) === 4 ? 32 : 128);
}

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

/** Everything that can be set, as text; the README's table lists it. */
export const Variables = z.object({
  APP_MODE: z.enum(['all', 'web', 'worker', 'runner']).default('all'),
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
  STORAGE: z.enum(['auto', 'files', 'postgres', 's3']).default('auto'),
  S3_URL: z.url({ protocol: /^https?$/, error: 'expected https://endpoint/bucket' }).optional(),
  S3_REGION: z.string().max(64).default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  SENTRY_DSN: z
    .url({ protocol: /^https?$/ })
    .regex(/\/\/[^/]+@.+\/\d+$/, { error: 'expected https://key@host/project' })
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'expected http://collector:4318' }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.default([]),
  OTEL_SERVICE_NAME: z.string().max(100).default('algoapi-secure'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  MAX_WORKERS: integer(1, 256).default(2),
  TRAINING_TIME_LIMIT: integer(1, 86_400).default(600),
  TRAINING_MEMORY_MB: integer(256, 1 << 20).default(2048),
  TRAINING_CPUS: z.coerce.number().min(0.1).max(256).default(1),
  SHUTDOWN_GRACE: integer(0, 3600).default(25),
  MAX_UPLOAD_MB: integer(1, 1 << 20).default(512),
  ISOLATION: z.enum(['auto', 'docker', 'process', 'runner']).default('auto'),
  RUNNER_URL: z
    .string()
    .regex(/^(unix:\/\/\/|tcp:\/\/[^/]+:\d)/, { error: 'expected unix:///path or tcp://host:port' })
    .optional(),
  RUNNER_TOKEN: z.string().min(32, { error: 'at least 32 characters' }).optional(),
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
  TRUSTED_PROXIES: list.refine((cidrs) => cidrs.every(isCidr), { error: 'expected CIDRs, as 10.0.0.0/8' }).default([]),
  WEBHOOK_ALLOW_CIDRS: list
    .refine((cidrs) => cidrs.every(isCidr), { error: 'expected CIDRs, as 10.0.0.0/8' })
    .default([]),
  WEBHOOK_CA_CERT: certificate.optional(),
  KEY_CREATIONS_PER_HOUR: integer(1, 1_000_000).default(5),
  REQUESTS_PER_MINUTE: integer(1, 100_000_000).default(600),
  MAX_RUNNING_PER_ACCOUNT: integer(1, 1_000_000).default(8),
  MAX_QUEUED_PER_ACCOUNT: integer(1, 10_000_000).default(1000),
  MAX_STORAGE_MB_PER_ACCOUNT: integer(1, 1 << 30).default(20_480),
  RETENTION_DATASETS_DAYS: days.optional(),
  RETENTION_MODELS_DAYS: days.optional(),
  RETENTION_TASKS_DAYS: days.optional(),
  ADMIN_PASSWORD: z.string().min(12, { error: 'at least 12 characters' }).optional(),
  SIGNING_KEY: privateKey.optional(),
  SIGNING_KEY_DIR: z.string().optional(),
});
