import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const LOOK_EVERY_MS = 100;

/**
 * Fastify closes the connections that are idle when it is told to stop. Those whose last answer comes after that would
 * stay for the whole of their keep-alive time, and the process with them.
 */
export async function closeServer(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  // Not while new connections are still taken: a request on its way would meet a closed one.
  const look = setInterval(() => !server.listening && server.closeIdleConnections(), LOOK_EVERY_MS);
  await app.close().finally(() => clearInterval(look));
}
