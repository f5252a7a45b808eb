import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiError } from '../../common/errors/api-error.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import type { CallerRequest } from '../caller.js';
import { FixedWindow } from './fixed-window.js';
import { type LimitName, limitOf } from './limit.decorator.js';
import type { Hit } from './places.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

interface Rule {
  readonly limit: number;
  readonly windowMs: number;
  /** as the header says it */
  readonly policy: string;
}

const rule = (name: LimitName, limit: number, windowMs: number): Rule => ({
  limit,
  windowMs,
  policy: `"${name}";q=${limit};w=${windowMs / 1000}`,
});

/** Runs after KeyGuard: a made-up key never gets a bucket of its own. */
@Injectable()
export class LimitsGuard implements CanActivate {
  private readonly rules: Record<LimitName, Rule>;

  constructor(
    @Inject(ENV) { limits }: Env,
    private readonly windows: FixedWindow,
  ) {
    this.rules = {
      'key-creation': rule('key-creation', limits.keyCreationsPerHour, HOUR_MS),
      requests: rule('requests', limits.requestsPerMinute, MINUTE_MS),
    };
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const name = limitOf(context);
    if (name === 'none') return true;
    const { limit, windowMs } = this.rules[name];
    const http = context.switchToHttp();
    const request = http.getRequest<CallerRequest>();
    const reply = http.getResponse<FastifyReply>();
    const who = request.caller ? request.caller.keyId : `ip:${request.ip}`;
    const hit = this.windows.hit(`limit:${name}:${who}`, windowMs, limit);
    return hit instanceof Promise ? hit.then((at) => this.decide(name, at, reply)) : this.decide(name, hit, reply);
  }

  private decide(name: LimitName, { hits, leftMs }: Hit, reply: FastifyReply): boolean {
    const { limit, windowMs, policy } = this.rules[name];
    const seconds = Math.ceil(leftMs / 1000);
    // draft-ietf-httpapi-ratelimit-headers-10: what is left and when it is whole again; the policy in words.
    void reply.header('RateLimit-Policy', policy);
    void reply.header('RateLimit', `"${name}";r=${Math.max(0, limit - hits)};t=${seconds}`);
    if (hits <= limit) return true;
    const detail = `Rate limit exceeded: ${limit} per ${inWords(windowMs)}`;
    throw new ApiError('rate_limited', detail, [], { 'retry-after': String(seconds) });
  }
}

function inWords(windowMs: number): string {
  const seconds = windowMs / 1000;
  if (seconds % 3600 === 0) return `${seconds / 3600} hour`;
  return seconds % 60 === 0 ? `${seconds / 60} minute` : `${seconds} second`;
}
