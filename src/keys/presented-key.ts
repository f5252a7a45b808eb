import type { FastifyRequest } from 'fastify';
import { ApiError } from '../common/errors/api-error.js';

/** The whole key as the request carries it. Throws `unauthorized` where there is none. */
export function presentedKey({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const key = headers['x-api-key'] ?? bearer;
  if (typeof key !== 'string' || key === '') {
    throw new ApiError('unauthorized', 'Send your key in the header X-API-Key, or as Authorization: Bearer.', [], {
      'www-authenticate': 'Bearer',
    });
  }
  return key;
}
