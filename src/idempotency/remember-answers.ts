import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { CallerRequest } from '../keys/caller.js';
import { Claim } from './claim.js';

/**
 * Keeps what a request under an Idempotency-Key was answered in the end, before the answer leaves. Only what was accepted is
 * remembered: a refusal can be sent again under the same key.
 */
export function rememberAnswers(app: NestFastifyApplication, logger: Logger): void {
  const server = app.getHttpAdapter().getInstance();

  server.addHook('onSend', (request, reply, payload, done) => {
    const claim = claimOf(request);
    if (!claim || claim.isRepeat) return done(null, payload);
    conclude(claim, reply, payload)
      // The answer goes out in any case: what was accepted was remembered with it, and a lease runs out.
      .catch((err: unknown) => logger.warn({ err, request_id: request.id }, 'answer not remembered'))
      .finally(() => done(null, payload));
  });

  server.addHook('onResponse', (request, _reply, done) => {
    claimOf(request)?.stopRenewing();
    done();
  });
}

const claimOf = (request: FastifyRequest): Claim | undefined => {
  const acceptance = (request as CallerRequest).caller?.acceptance;
  return acceptance instanceof Claim ? acceptance : undefined;
};

/** A stream cannot be given again: the answer that its task was accepted with stays. */
async function conclude(claim: Claim, reply: FastifyReply, payload: unknown): Promise<void> {
  if (reply.statusCode >= 400 || typeof payload !== 'string') return claim.release();
  const location = reply.getHeader('location');
  await claim.complete({
    status: reply.statusCode,
    location: typeof location === 'string' ? location : null,
    body: JSON.parse(payload) as unknown,
  });
}
