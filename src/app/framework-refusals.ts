import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../common/errors/api-error.js';
import { problemOf, toApiError } from '../common/errors/problem.filter.js';

/** What Fastify refuses before a route is found (a path that is badly encoded or too long), said as every error is. */
export function refuseRequest(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = toApiError(error);
  void reply.status(refusal.status).type('application/problem+json; charset=utf-8').send(problemOf(refusal, request));
}

/** What Node's parser gives up on, before there is a request: an answer where one can still be written, and the end. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, detail } = PARSER_ERRORS.get(error.code ?? '') ?? UNREADABLE;
  const problem = { ...problemOf(new ApiError('malformed_request', detail), { id: '', url: '' }), status };
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const UNREADABLE = { status: 400, detail: 'What came is not a valid HTTP/1.1 request.' };
const PARSER_ERRORS: ReadonlyMap<string, { readonly status: number; readonly detail: string }> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', { status: 408, detail: 'The request did not come to its end in time.' }],
  ['HPE_HEADER_OVERFLOW', { status: 431, detail: 'The headers are larger than 16 KB.' }],
]);
