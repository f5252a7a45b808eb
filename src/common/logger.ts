import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { currentWork } from './work-context.js';

/** Injection token of the process's logger. */
export const LOGGER = Symbol('LOGGER');

export interface LoggerOptions {
  readonly destination?: DestinationStream;
  /** hears of every line at `error` or above: `message` is text of ours, `err` may hold anything */
  readonly onError?: (message: string, err: unknown) => void;
}

const ERROR_LEVEL = 50;

/**
 * Structured JSON logs, each line with the ids of the request and the task that it belongs to. Header and field names
 * that can hold a secret are removed wherever they appear.
 */
export function createLogger(level: string, role: string, { destination, onError }: LoggerOptions = {}): Logger {
  const secrets = ['api_key', 'secret', 'password', 'authorization', '"x-api-key"', 'token'];
  return pino(
    {
      level,
      base: { role },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`].map(bracketed)), remove: true },
      mixin: workOfLine,
      hooks: {
        logMethod(args, method, lineLevel) {
          method.apply(this, args);
          if (lineLevel >= ERROR_LEVEL && onError) onError(...messageAndError(args));
        },
      },
    },
    // Lines that come while others are being written leave together; what waits is written when the process exits.
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}

function workOfLine(): object {
  const { requestId, taskId, traceparent } = currentWork();
  return {
    ...(requestId !== undefined && { request_id: requestId }),
    ...(taskId !== undefined && { task_id: taskId }),
    ...(traceparent !== undefined && { trace_id: traceparent.split('-')[1] }),
  };
}

function messageAndError([first, second]: readonly unknown[]): [string, unknown] {
  if (typeof first === 'string') return [first, undefined];
  const err = typeof first === 'object' && first !== null && 'err' in first ? first.err : undefined;
  return [typeof second === 'string' ? second : 'error', err];
}

/** pino wants names that are no identifiers in brackets. */
const bracketed = (path: string) => path.replace(/\.?("[^"]+")/, '[$1]');

/** Nest's own messages through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  /** What the framework says may quote what a client sent: a field of the line, never its message. */
  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ framework: String(message), rest }, 'the framework reports an error');
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }
}
