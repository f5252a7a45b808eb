import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { parseTraceparent, type WorkContext, within } from '../common/work-context.js';
import { requests } from '../telemetry/metrics.js';
import { beginSpan, type RunningSpan } from '../telemetry/span.js';

interface Scope {
  readonly context: WorkContext;
  readonly span: RunningSpan | null;
}

type ScopedRequest = FastifyRequest & { scope?: Scope };

/** What machines ask every few seconds: said at debug level as long as it goes well, and never a part of a trace. */
const WATCHING = /^\/(health|metrics)(\/|$)/;

/**
 * One line, one measurement and one span a request, without query, headers or body: they can hold data and keys. All that
 * is done for the request knows its id, which a client may give (X-Request-Id) and always gets back.
 */
export function scopeRequests(app: NestFastifyApplication, logger: Logger): void {
  const server = app.getHttpAdapter().getInstance();
  server.decorateRequest('scope', undefined);

  server.addHook('onRequest', (request: ScopedRequest, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const span = WATCHING.test(route)
      ? null
      : beginSpan(`${request.method} ${route}`, {
          kind: 'server',
          parent: parseTraceparent(request.headers.traceparent) ?? null,
          attributes: { 'http.request.method': request.method, 'http.route': route, 'request.id': request.id },
        });
    const context = { requestId: request.id, traceparent: span?.traceparent };
    request.scope = { context, span };
    void reply.header('x-request-id', request.id);
    within(context, done);
  });
  // The parser of a body calls back from the socket, outside of what was begun above.
  server.addHook('preValidation', ({ body, scope }: ScopedRequest, _reply, done) =>
    body === undefined || scope === undefined ? done() : within(scope.context, done),
  );

  server.addHook('onResponse', (request: ScopedRequest, reply, done) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? 'unmatched';
    const status = reply.statusCode;
    requests.observe({ method, route, status }, reply.elapsedTime / 1000);
    const line = { request_id: request.id, method, route, status, ms: Math.round(reply.elapsedTime) };
    logger[WATCHING.test(route) && status < 400 ? 'debug' : 'info'](line, 'request');
    request.scope?.span?.end({ attributes: { 'http.response.status_code': status }, failed: status >= 500 });
    done();
  });
}
