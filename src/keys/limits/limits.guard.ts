import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail, type ThrottlerRequest } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { ApiError } from '../../common/errors/api-error.js';
import type { CallerRequest } from '../caller.js';
import { limitOf } from './limit.decorator.js';

/** Runs after KeyGuard: a made-up key never gets a bucket of its own. */
@Injectable()
export class LimitsGuard extends ThrottlerGuard {
  protected override async handleRequest(props: ThrottlerRequest): Promise<boolean> {
    const { context, limit, ttl, throttler } = props;
    if (limitOf(context) !== throttler.name) return true;
    const request = context.switchToHttp().getRequest<CallerRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const tracker = request.caller ? request.caller.keyId : `ip:${request.ip}`;
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      tracker,
      ttl,
      limit,
      0,
      throttler.name,
    );
    // draft-ietf-httpapi-ratelimit-headers-10: what is left and when it is whole again; the policy in words.
    const remaining = Math.max(0, limit - totalHits);
    void reply.header('RateLimit-Policy', `"${throttler.name}";q=${limit};w=${ttl / 1000}`);
    void reply.header('RateLimit', `"${throttler.name}";r=${remaining};t=${timeToExpire}`);
    if (isBlocked) throw exceeded(limit, ttl, timeToExpire);
    return true;
  }

  protected override throwThrottlingException(_: ExecutionContext, detail: ThrottlerLimitDetail): Promise<void> {
    throw exceeded(detail.limit, detail.ttl, detail.timeToExpire);
  }
}

function exceeded(limit: number, ttlMs: number, retryAfter: number): ApiError {
  const detail = `Rate limit exceeded: ${limit} per ${inWords(ttlMs)}`;
  return new ApiError('rate_limited', detail, [], { 'retry-after': String(retryAfter) });
}

function inWords(ttlMs: number): string {
  const seconds = ttlMs / 1000;
  if (seconds % 3600 === 0) return `${seconds / 3600} hour`;
  return seconds % 60 === 0 ? `${seconds / 60} minute` : `${seconds} second`;
}
