import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { type Answer, Repeated } from '../common/idempotency/acceptance.js';
import { IDEMPOTENCY, type IdempotencyMode } from '../common/idempotency/idempotency.decorator.js';
import { LOGGER } from '../common/logger.js';
import type { CallerRequest } from '../keys/caller.js';
import { presentedKey } from '../keys/presented-key.js';
import type { Claim } from './claim.js';
import { ClaimsService } from './claims.service.js';
import { parseIdempotencyKey } from './idempotency-key.js';

const RENEW_EVERY_MS = 10_000;

/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07) on every POST of an account. Only what was accepted is
 * remembered: a refusal can be sent again under the same key.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly claims: ClaimsService,
    private readonly reflector: Reflector,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<CallerRequest>();
    const header = request.headers['idempotency-key'];
    const { caller } = request;
    if (header === undefined || request.method !== 'POST' || caller === undefined) return next.handle();
    const targets = [context.getHandler(), context.getClass()];
    const mode = this.reflector.getAllAndOverride<IdempotencyMode>(IDEMPOTENCY, targets) ?? 'on';
    if (mode === 'off' || (mode === 'uploads' && !isStreamed(request))) return next.handle();
    const claim = await this.claims.claim({
      accountId: caller.accountId,
      key: parseIdempotencyKey(header),
      method: request.method,
      url: request.url,
      sealedFor: mode === 'sealed' ? presentedKey(request) : null,
    });
    request.caller = { ...caller, acceptance: claim };
    return from(this.once(claim, request, context.switchToHttp().getResponse<FastifyReply>(), next));
  }

  private async once(claim: Claim, request: CallerRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const renewal = setInterval(() => void claim.renew().catch(() => undefined), RENEW_EVERY_MS);
    try {
      if (!isStreamed(request)) await claim.identify([JSON.stringify(request.body ?? null)]);
      const body = await lastValueFrom(next.handle() as Observable<unknown>, { defaultValue: undefined });
      await this.remember(claim, answerOf(reply, body));
      return body;
    } catch (error) {
      if (error instanceof Repeated) return repeat(reply, error.answer);
      // A key that cannot be freed now is free once its lease is over.
      await claim.release().catch(() => undefined);
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  /** The answer goes out in any case: what was accepted was remembered with it. */
  private async remember(claim: Claim, answer: Answer | null): Promise<void> {
    if (answer === null) return claim.release();
    await claim.complete(answer).catch((err: unknown) => this.logger.warn({ err }, 'answer not remembered'));
  }
}

/** Bodies that their handler reads and identifies itself. */
function isStreamed({ headers }: CallerRequest): boolean {
  const type = headers['content-type'];
  return type !== undefined && !/^application\/(?:[\w.-]+\+)?json\b/i.test(type);
}

/** Null for what cannot be given again: a stream, or an answer that the handler wrote itself. */
function answerOf(reply: FastifyReply, body: unknown): Answer | null {
  if (reply.sent || body === undefined || body instanceof StreamableFile) return null;
  const location = reply.getHeader('location');
  return { status: reply.statusCode, location: typeof location === 'string' ? location : null, body };
}

function repeat(reply: FastifyReply, { status, location, body }: Answer): unknown {
  void reply.status(status).header('idempotent-replayed', 'true');
  if (location !== null) void reply.header('location', location);
  return body;
}
