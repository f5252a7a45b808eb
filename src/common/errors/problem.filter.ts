import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ApiError } from './api-error.js';
import { ERRORS, type ErrorCode } from './catalogue.js';
import { outageOf } from './outage.js';
import { holdsUnstorableText } from './unstorable-text.js';

/**
 * Turns whatever was thrown into problem details (RFC 9457). What is not an ApiError or a refusal of the framework is
 * a fault of ours: the client gets a correlation id, the log gets the rest under the same id.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // An event stream that already started has no other way to report than its end.
    if (reply.sent) return void reply.raw.destroy();
    const error = toApiError(thrown);
    if (error.status >= 500 && !(thrown instanceof ApiError)) {
      this.logger.error({ err: thrown, request_id: request.id }, 'request failed');
    }
    void reply
      .status(error.status)
      .headers(error.headers)
      .type('application/problem+json; charset=utf-8')
      .send(problemOf(error, request));
  }
}

/** `request`: the log knows it by the id, the client by the path. */
export function problemOf(error: ApiError, request: Pick<FastifyRequest, 'id' | 'url'>): object {
  return {
    type: `/docs/errors#${error.code}`,
    title: ERRORS[error.code].title,
    status: error.status,
    detail: error.code === 'internal' ? `${error.detail} Correlation id: ${request.id}` : error.detail,
    instance: request.url.split('?')[0],
    code: error.code,
    ...(error.errors.length > 0 && { errors: error.errors }),
    ...(error.code === 'internal' && { correlation_id: request.id }),
  };
}

const OUTAGES = {
  unavailable: 'The database cannot be reached just now. Nothing of the request was kept; try again shortly.',
  storage_full: 'There is no space left to store this. Nothing of it was kept; the operator has to make room.',
} as const;
const RETRY_AFTER_SECONDS = '5';

export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const outage = outageOf(thrown);
  if (outage !== null) return new ApiError(outage, OUTAGES[outage], [], { 'retry-after': RETRY_AFTER_SECONDS });
  if (holdsUnstorableText(thrown))
    return new ApiError('validation_failed', 'A text in the request holds the character NUL.');
  const status = statusOf(thrown);
  if (status === null || status >= 500)
    return new ApiError('internal', 'The request failed on our side and was logged.');
  return new ApiError(codeOfStatus(status), thrown instanceof Error ? thrown.message : 'The request was refused.');
}

/** The status of Nest's HttpExceptions and of Fastify's own errors (body limit, content type, broken JSON). */
function statusOf(thrown: unknown): number | null {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number')
    return thrown.statusCode;
  return null;
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden_scope';
    case 404:
      return 'not_found';
    case 405:
      return 'method_not_allowed';
    case 409:
      return 'conflict';
    case 413:
      return 'upload_too_large';
    case 415:
    case 406:
      return 'unsupported_media_type';
    case 422:
      return 'validation_failed';
    case 429:
      return 'rate_limited';
    default:
      return 'malformed_request';
  }
}
