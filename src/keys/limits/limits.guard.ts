import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { ApiError } from '../../common/errors/api-error.js';
import type { CallerRequest } from '../caller.js';
import { type LimitName, limitOf } from './limit.decorator.js';

/** Of one throttler, as the module was told it. */
interface Rule {
  readonly limit: number;
  readonly windowMs: number;
  /** as the header says it */
  readonly policy: string;
}

/**
 * Counts each request by the one throttler that its route names. Runs after KeyGuard: a made-up key never gets a bucket of
 * its own.
 */
@Injectable()
export class LimitsGuard extends ThrottlerGuard {
  private readonly rules = new Map<string, Rule>();

  override async onModuleInit(): Promise<void> {
    await super.onModuleInit();
    for (const { name = '', limit, ttl } of this.throttlers) {
      if (typeof limit !== 'number' || typeof ttl !== 'number') throw new Error(`throttler ${name}: figures expected`);
      this.rules.set(name, { limit, windowMs: ttl, policy: `"${name}";q=${limit};w=${ttl / 1000}` });
    }
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const name = limitOf(context);
    if (name === 'none') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<CallerRequest>();
    const who = request.caller ? request.caller.keyId : `ip:${request.ip}`;
    return this.count(name, who, http.getResponse<FastifyReply>());
  }

  private async count(name: LimitName, who: string, reply: FastifyReply): Promise<boolean> {
    const { limit, windowMs, policy } = this.rules.get(name)!;
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(who, windowMs, limit, 0, name);
    // draft-ietf-httpapi-ratelimit-headers-10: what is left and when it is whole again; the policy in words.
    void reply.header('RateLimit-Policy', policy);
    void reply.header('RateLimit', `"${name}";r=${Math.max(0, limit - totalHits)};t=${timeToExpire}`);
    if (!isBlocked) return true;
    const detail = `Rate limit exceeded: ${limit} per ${inWords(windowMs)}`;
    throw new ApiError('rate_limited', detail, [], { 'retry-after': String(timeToExpire) });
  }
}

function inWords(windowMs: number): string {
  const seconds = windowMs / 1000;
  if (seconds % 3600 === 0) return `${seconds / 3600} hour`;
  return seconds % 60 === 0 ? `${seconds / 60} minute` : `${seconds} second`;
}
