import type { Logger } from 'pino';

/** Beyond what running work is given: closing connections to what is there takes far less. */
export const MARGIN_MS = 10_000;

/**
 * Ends the process in order, once, on the signals that terminals, containers and supervisors send. What is away (Redis, say)
 * never answers that its connection is closed: past `graceMs` and a margin the process ends all the same, as by a crash,
 * which loses nothing either.
 */
export function stopOnSignals(logger: Logger, graceMs: number, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('stopping in order took too long');
      process.exit(1);
    }, graceMs + MARGIN_MS).unref();
    stop().then(
      () => process.exit(0),
      (err: unknown) => {
        logger.error({ err }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal);
}
