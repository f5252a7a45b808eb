import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../common/errors/api-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';

/** HTTP Basic (RFC 7617) with any user name and the operator's password; without a password there is nothing to see. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(@Inject(ENV) private readonly env: Env) {}

  canActivate(context: ExecutionContext): boolean {
    const password = this.env.monitoring.adminPassword;
    const { headers, method, url } = context.switchToHttp().getRequest<FastifyRequest>();
    if (password === null) throw new ApiError('not_found', `Cannot ${method} ${url.split('?')[0]}`);
    const credentials = /^Basic (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const given = Buffer.from(credentials, 'base64')
      .toString('utf8')
      .replace(/^[^:]*:/, '');
    if (timingSafeEqual(digest(given), digest(password))) return true;
    throw new ApiError('unauthorized', 'The operator’s password is needed.', [], {
      'www-authenticate': 'Basic realm="operators"',
    });
  }
}

/** Of one length, which the comparison needs and which tells nothing of the password's. */
const digest = (text: string) => createHash('sha256').update(text).digest();
