import { type ChildProcess, spawn } from 'node:child_process';
import { createLogger } from '../common/logger.js';
import type { Env } from '../config/env.js';
import { MARGIN_MS, stopOnSignals } from './stop-on-signals.js';

const MODES = ['web', 'worker'] as const;
type Mode = (typeof MODES)[number];

const RESTART_AFTER_MS = 1_000;
/** A process that dies so soon after its start will not get better by starting it again. */
const TOO_SOON_MS = 5_000;

/** `all`: web and worker as processes of their own, so that the one that clients reach has nothing of the other's rights. */
export function superviseAll(env: Env): Promise<void> {
  const logger = createLogger(env.logLevel, 'supervisor');
  const children = new Map<Mode, ChildProcess>();
  let stopping = false;

  const start = (mode: Mode): void => {
    const startedAt = Date.now();
    // STORAGE is decided here: by themselves web and worker would take themselves for machines apart.
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!], {
      env: { ...process.env, APP_MODE: mode, STORAGE: env.storage },
      stdio: 'inherit',
      // Its own process group: Ctrl-C in a terminal reaches the supervisor alone, which stops its children in order.
      detached: true,
    });
    children.set(mode, child);
    child.once('exit', (code, signal) => {
      children.delete(mode);
      if (stopping) return;
      logger.error({ mode, code, signal }, 'process ended');
      if (Date.now() - startedAt < TOO_SOON_MS) void stop().then(() => process.exit(code ?? 1));
      else setTimeout(() => !stopping && start(mode), RESTART_AFTER_MS);
    });
  };

  const stop = async (): Promise<void> => {
    stopping = true;
    const ended = [...children.values()].map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of children.values()) child.kill('SIGTERM');
    await Promise.all(ended);
  };

  MODES.forEach(start);
  // The children end by themselves within their own grace and margin.
  stopOnSignals(logger, env.worker.shutdownGraceMs + MARGIN_MS, stop);
  return Promise.resolve();
}
