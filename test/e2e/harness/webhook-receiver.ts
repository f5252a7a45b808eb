import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Certificates } from './authority.js';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks: keeps what came, and answers by path as the test says; 204 where it says nothing. */
export class Receiver {
  readonly received: Received[] = [];
  readonly answers = new Map<string, (response: ServerResponse, nth: number) => void>();

  private constructor(private readonly server: Server) {}

  static async listen({ certificate, key }: Certificates, host = '127.0.0.1'): Promise<Receiver> {
    const server = createServer({ cert: certificate, key });
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const path = request.url!;
        receiver.received.push({ path, headers: request.headers, body: Buffer.concat(parts).toString() });
        const answer = receiver.answers.get(path);
        if (answer) answer(response, receiver.at(path).length);
        else response.writeHead(204).end();
      });
    });
    server.listen(0, host);
    await once(server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path: string): string {
    return `https://127.0.0.1:${this.port}${path}`;
  }

  at(path: string): Received[] {
    return this.received.filter((one) => one.path === path);
  }

  /** The first so many that came to a path, once they are there. */
  async until(path: string, count: number, seconds = 60): Promise<Received[]> {
    for (const end = Date.now() + seconds * 1000; ; await delay(50)) {
      if (this.at(path).length >= count) return this.at(path).slice(0, count);
      if (Date.now() > end) throw new Error(`${path} got ${this.at(path).length} of ${count}`);
    }
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** As the standard tells a receiver to verify: one of the signatures is the one that the secret gives. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const content = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
  const expected = `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  return (headers['webhook-signature'] as string).split(' ').includes(expected);
}
