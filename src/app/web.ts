import type { IncomingHttpHeaders } from 'node:http';
import multipart from '@fastify/multipart';
import { getQueueToken } from '@nestjs/bull';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Queue } from 'bull';
import type { Logger } from 'pino';
import { ProblemFilter } from '../common/errors/problem.filter.js';
import { newRequestId } from '../common/ids.js';
import { NestLogger } from '../common/logger.js';
import { parseRequestId } from '../common/work-context.js';
import { RequestPipe } from '../common/validation/request.pipe.js';
import type { Env } from '../config/env.js';
import { migrate } from '../database/migrate.js';
import { HealthService } from '../health/health.service.js';
import { rememberAnswers } from '../idempotency/remember-answers.js';
import { RepeatedFilter } from '../idempotency/repeated.filter.js';
import { assertOperator } from '../monitoring/operator.js';
import { mountQueueBoard } from '../monitoring/queue-board.js';
import { Scrape } from '../monitoring/scrape.js';
import { startTelemetry } from '../telemetry/telemetry.js';
import { TASK_QUEUE } from '../training/queue/task-queue.js';
import { closeServer } from './close-server.js';
import { documentApi } from './documentation.js';
import { refuseConnection, refuseRequest } from './framework-refusals.js';
import { MonitoringModule } from './monitoring.module.js';
import { scopeRequests } from './request-scope.js';
import { stopOnSignals } from './stop-on-signals.js';
import { acceptTableBodies } from './table-bodies.js';
import { WebModule } from './web.module.js';

/** Longer than the idle time of usual load balancers (60 s), so that they close connections first. */
const KEEP_ALIVE_MS = 65_000;

export async function startWeb(env: Env): Promise<void> {
  const { logger, close } = startTelemetry(env, 'web');
  await migrate(env.databaseUrl, env.databaseAuthority);
  const web = await NestFactory.create<NestFastifyApplication>(WebModule.with(env, logger), adapter(env), {
    logger: new NestLogger(logger),
    bufferLogs: false,
  });
  await web.register(multipart, { throwFileSizeLimit: false });
  acceptTableBodies(web);
  scopeRequests(web, logger);
  rememberAnswers(web, logger);
  withConventions(web, logger);
  documentApi(web);
  const monitoring = await NestFactory.create<NestFastifyApplication>(
    MonitoringModule.with(env, logger, web.get(Scrape)),
    adapter(env),
    {
      logger: new NestLogger(logger),
    },
  );
  withConventions(monitoring, logger);
  const queue = web.get<Queue>(getQueueToken(TASK_QUEUE), { strict: false });
  await mountQueueBoard(monitoring, queue, () => undefined);
  await mountQueueBoard(web, queue, (request) => assertOperator(env.monitoring.adminPassword, request));
  await web.listen(env.http.port, env.http.host);
  await monitoring.listen(env.monitoring.port, env.monitoring.host);
  logger.info({ host: env.http.host, port: env.http.port }, 'listening');
  stopOnSignals(logger, env.worker.shutdownGraceMs, async () => {
    web.get(HealthService).stop();
    await Promise.all([closeServer(web), closeServer(monitoring)]);
    await close();
  });
}

function adapter({ http }: Env): FastifyAdapter {
  return new FastifyAdapter({
    // Without proxies that the operator named, X-Forwarded-For is whatever a client wrote.
    trustProxy: http.trustedProxies.length > 0 ? [...http.trustedProxies] : false,
    genReqId: ({ headers }: { headers: IncomingHttpHeaders }) =>
      parseRequestId(headers['x-request-id']) ?? newRequestId(),
    frameworkErrors: refuseRequest,
    clientErrorHandler: refuseConnection,
    bodyLimit: 16 << 20,
    // A column may be called __proto__: names from a client are kept as values and never copied onto objects.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  });
}

function withConventions(app: INestApplication, logger: Logger): void {
  // The last one is asked first.
  app.useGlobalFilters(new ProblemFilter(logger), new RepeatedFilter());
  app.useGlobalPipes(new RequestPipe());
}
