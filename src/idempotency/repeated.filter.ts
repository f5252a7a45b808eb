import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Repeated } from '../common/idempotency/acceptance.js';

/** Answers a request that was answered before as it was answered then. */
@Catch(Repeated)
export class RepeatedFilter implements ExceptionFilter<Repeated> {
  catch({ answer: { status, location, body } }: Repeated, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(status).header('idempotent-replayed', 'true');
    if (location !== null) void reply.header('location', location);
    void reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
  }
}
