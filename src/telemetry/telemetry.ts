import type { Logger } from 'pino';
import { createLogger } from '../common/logger.js';
import { readBuildInfo } from '../common/build-info.js';
import type { Env } from '../config/env.js';
import { OtlpExporter } from './otlp-exporter.js';
import { Sentry } from './sentry.js';
import { recordSpansTo } from './span.js';

export interface Telemetry {
  readonly logger: Logger;
  /** Sends what is waiting, within seconds; what cannot be sent then is lost. */
  readonly close: () => Promise<void>;
}

/** What a process tells the outside of itself: its log, and where they are configured Sentry and a collector of traces. */
export function startTelemetry({ logLevel, telemetry }: Env, role: 'web' | 'worker'): Telemetry {
  const { sentryDsn, otlp } = telemetry;
  const sentry = sentryDsn === null ? null : new Sentry({ dsn: sentryDsn, role, release: readBuildInfo().version });
  const exporter = otlp === null ? null : new OtlpExporter({ ...otlp, role });
  if (exporter) recordSpansTo(exporter.add);
  const logger = createLogger(logLevel, role, sentry ? { onError: sentry.report } : {});
  const close = async () => {
    await Promise.all([sentry?.close(), exporter?.close()]);
  };
  process.on('uncaughtException', (err) => {
    logger.fatal({ err }, 'uncaught error');
    void close().finally(() => process.exit(1));
  });
  return { logger, close };
}
