import { createHash, randomUUID } from 'node:crypto';
import { createLogger } from '../common/logger.js';
import type { RunnerEnv } from '../config/env.js';
import { createSandbox } from '../isolation/create-sandbox.js';
import { outputLimits } from '../isolation/run-limits.js';
import { parseRunnerUrl } from '../isolation/runner/address.js';
import { RunnerServer } from '../isolation/runner/runner-server.js';
import { sandboxChoice } from '../training/worker/sandbox-options.js';
import { stopOnSignals } from './stop-on-signals.js';

/** Alone holds the Docker socket: workers name a program and its limits, the runner builds the container. */
export async function startRunner({ isolation, worker, logLevel, runner }: RunnerEnv): Promise<void> {
  const logger = createLogger(logLevel, 'runner');
  // One runner listens at an address: what an earlier one there left behind is this one's to remove.
  const app = `algoapi-secure/runner/${createHash('sha256').update(runner.url).digest('hex').slice(0, 16)}`;
  const sandbox = await createSandbox({
    ...sandboxChoice({ isolation }),
    owner: { app, workerId: app, instance: randomUUID() },
    progress: (line) => logger.info(line),
  });
  const swept = await sandbox.sweepOrphans(() => false).catch(() => 0);
  if (swept > 0) logger.warn({ swept }, 'removed what an earlier runner left');
  const server = new RunnerServer({
    listen: parseRunnerUrl(runner.url),
    token: runner.token,
    sandbox,
    maxLimits: {
      memoryBytes: worker.memoryBytes,
      cpus: worker.cpus,
      cpuSeconds: Math.ceil((worker.timeLimitMs / 1000) * Math.max(1, worker.cpus)),
      maxStdoutBytes: outputLimits(worker.memoryBytes).maxStdoutBytes,
    },
  });
  await server.listen();
  logger.info('listening for workers');
  stopOnSignals(logger, worker.shutdownGraceMs, () => server.close());
}
