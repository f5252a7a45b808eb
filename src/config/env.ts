import type { AppMode, CareEnv, Env, RunnerEnv } from './environment.js';
import { EnvError, parse } from './parse.js';
import { isolationOf, MB, runnerOf, RunnerVariables, storesOf, workerOf } from './parts.js';
import { Variables } from './variables.js';

export type { AppMode, CareEnv, Env, RunnerEnv } from './environment.js';
export { EnvError } from './parse.js';

/**
 * The only reader of process.env. Each variable is typed, validated once at start, and listed in the README.
 * A refusal names the variable and what is expected, never the value: it could be a secret.
 */
export function readMode(source: NodeJS.ProcessEnv = process.env): AppMode {
  return parse(Variables.pick({ APP_MODE: true }), source).APP_MODE;
}

export function readCareEnv(source: NodeJS.ProcessEnv = process.env): CareEnv {
  const v = parse(Variables.omit({ REDIS_URL: true }), source);
  return { ...storesOf(v), worker: workerOf(v) };
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
