import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

/** Injection token of the process's logger. */
export const LOGGER = Symbol('LOGGER');

/** Structured JSON logs; header and field names that can hold a secret are removed wherever they appear. */
export function createLogger(level: string, role: string, destination?: DestinationStream): Logger {
  const secrets = ['api_key', 'secret', 'password', 'authorization', '"x-api-key"', 'token'];
  return pino(
    {
      level,
      base: { role },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`].map(bracketed)), remove: true },
    },
    destination,
  );
}

/** pino wants names that are no identifiers in brackets. */
const bracketed = (path: string) => path.replace(/\.?("[^"]+")/, '[$1]');

/** Nest's own messages through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ rest }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }
}
