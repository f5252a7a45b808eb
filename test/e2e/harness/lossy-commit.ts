import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';

/**
 * A way to PostgreSQL that loses the answer to one COMMIT: the one of the first transaction that has sent `mark`. The
 * server has committed by then; its client cannot know.
 */
export async function lossyCommit(
  url: string,
  mark: string,
): Promise<{ url: string; lost: () => number; server: Server }> {
  const target = new URL(url);
  let lost = 0;
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    let marked = false;
    let deaf = false;
    client.on('data', (bytes) => {
      marked ||= bytes.includes(mark);
      if (marked && lost === 0 && bytes.includes('COMMIT')) {
        deaf = true;
        lost += 1;
      }
      database.write(bytes);
    });
    database.on('data', (bytes) => (deaf ? void client.destroy() : client.write(bytes)));
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.once('close', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  return { url: through.href, lost: () => lost, server };
}
