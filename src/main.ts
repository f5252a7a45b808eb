import 'reflect-metadata';
import { EnvError, readEnv, readMode, readRunnerEnv } from './config/env.js';

/** The only branch on APP_MODE. Each mode loads its own graph of modules, so that none holds what another may do. */
async function main(): Promise<void> {
  const mode = readMode();
  switch (mode) {
    case 'web':
      return (await import('./app/web.js')).startWeb(readEnv());
    case 'worker':
      return (await import('./app/worker.js')).startWorker(readEnv());
    case 'runner':
      return (await import('./app/runner.js')).startRunner(readRunnerEnv());
    case 'all':
      return (await import('./app/supervisor.js')).superviseAll(readEnv());
  }
}

main().catch((error: unknown) => {
  // The environment's values are never printed; anything else may be, it is the operator's own terminal.
  const text =
    error instanceof EnvError ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`;
  process.stderr.write(text, () => process.exit(error instanceof EnvError ? 78 : 1));
});
