import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Queue } from 'bull';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { toApiError } from '../common/errors/problem.filter.js';
import { BoardAdapter } from './board-adapter.js';

const PATH = '/admin/queues';

/** Scripts of this origin alone; the page's own style sheet and attributes need inline styles. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = { 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

/** Bull Board at /admin/queues, to look at and no more. `admit` throws for who may not see it. */
export async function mountQueueBoard(
  app: NestFastifyApplication,
  queue: Queue,
  admit: (request: FastifyRequest) => void,
): Promise<void> {
  const board = new BoardAdapter();
  createBullBoard({
    queues: [new BullAdapter(queue, { readOnlyMode: true })],
    serverAdapter: board,
    options: { uiConfig: { boardTitle: 'AlgoAPI Secure: queue', hideDocsLink: true } },
  });
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  await server.register(
    async (scope) => {
      scope.setErrorHandler((error, _request, reply) => {
        const { code, status, detail, headers } = toApiError(error);
        return reply.status(status).headers(headers).type('application/problem+json').send({ code, status, detail });
      });
      scope.addHook('onRequest', (request, reply, done) => {
        admit(request);
        void reply.headers(HEADERS);
        done();
      });
      await scope.register(fastifyStatic, { root: board.staticFolder, prefix: '/static', decorateReply: false });
      const page = pageOf(board, readFileSync(join(board.viewFolder, 'index.ejs'), 'utf8'));
      for (const url of board.pages)
        scope.get(url, (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
      for (const { url, answer } of board.reads) {
        scope.get(url, async ({ query, params }, reply) => {
          const { status, body } = await answer(query as Record<string, unknown>, params as Record<string, unknown>);
          return reply.status(status ?? 200).send(body);
        });
      }
    },
    { prefix: PATH },
  );
}

/** The page of the user interface with its few variables filled in, and without the fonts of somebody else's server. */
function pageOf(board: BoardAdapter, template: string): string {
  const variables = new Map(Object.entries(board.pageVariables(PATH)));
  return template
    .replace(/<link[^>]+href="https?:[^>]+>\s*/g, '')
    .replace(/<%[-=] (\w+) %>/g, (_, name: string) => variables.get(name) ?? '');
}
