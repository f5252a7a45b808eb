import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../common/errors/api-error.js';

/**
 * HTTP Basic (RFC 7617) with any user name and the operator's password. Throws `unauthorized` without it, and
 * `not_found` where no password is set: then there is nothing to see on the public port.
 */
export function assertOperator(
  password: string | null,
  { headers, method, url }: Pick<FastifyRequest, 'headers' | 'method' | 'url'>,
): void {
  if (password === null) throw new ApiError('not_found', `Cannot ${method} ${url.split('?')[0]}`);
  const credentials = /^Basic (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const given = Buffer.from(credentials, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
  if (timingSafeEqual(digest(given), digest(password))) return;
  throw new ApiError('unauthorized', 'The operator’s password is needed.', [], {
    'www-authenticate': 'Basic realm="operators"',
  });
}

/** Of one length, which the comparison needs and which tells nothing of the password's. */
const digest = (text: string) => createHash('sha256').update(text).digest();
