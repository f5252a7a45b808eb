import 'reflect-metadata';
import { EnvError, readEnv } from './config/env.js';

/** The only branch on APP_MODE. Each mode loads its own graph of modules, so that none holds what another may do. */
async function main(): Promise<void> {
  const env = readEnv();
  switch (env.mode) {
    case 'web':
      return (await import('./app/web.js')).startWeb(env);
    case 'worker':
      return (await import('./app/worker.js')).startWorker(env);
    case 'all':
      return (await import('./app/supervisor.js')).superviseAll(env);
  }
}

main().catch((error: unknown) => {
  // The environment's values are never printed; anything else may be, it is the operator's own terminal.
  const text =
    error instanceof EnvError ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`;
  process.stderr.write(text, () => process.exit(error instanceof EnvError ? 78 : 1));
});
