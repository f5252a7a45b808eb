/**
 * A load generator that costs little: HTTP/1.1 over sockets that stay open, one request at a time on each, its bytes made
 * before the clock starts. Every answer must be a 200 that `check` accepts.
 */
import net from 'node:net';

/**
 * @param {{port: number, requests: Buffer[], connections: number, seconds: number, check: (body: string) => boolean}} load
 * @returns {Promise<{perSecond: number, p50: number, p99: number, count: number}>} latencies in milliseconds
 */
export async function measure({ port, requests, connections, seconds, check }) {
  const latencies = [];
  const began = performance.now();
  const end = began + seconds * 1000;
  let next = 0;
  const take = () => requests[next++ % requests.length];
  await Promise.all(Array.from({ length: connections }, () => converse(port, take, end, check, latencies)));
  const elapsed = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const quantile = (q) => latencies[Math.floor(q * (latencies.length - 1))];
  return { perSecond: latencies.length / elapsed, p50: quantile(0.5), p99: quantile(0.99), count: latencies.length };
}

const BLANK_LINE = Buffer.from('\r\n\r\n');

function converse(port, take, end, check, latencies) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let sent = 0;
    let held = null;
    const send = () => {
      sent = performance.now();
      socket.write(take());
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      held = held === null ? chunk : Buffer.concat([held, chunk]);
      const blank = held.indexOf(BLANK_LINE);
      if (blank < 0) return;
      const head = held.latin1Slice(0, blank);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
      if (held.length < blank + 4 + length) return;
      latencies.push(performance.now() - sent);
      const body = held.toString('utf8', blank + 4);
      held = null;
      if (!head.startsWith('HTTP/1.1 200') || !check(body)) {
        socket.destroy();
        return reject(new Error(`not the answer that was asked for: ${head.split('\r\n')[0]} ${body.slice(0, 300)}`));
      }
      if (performance.now() < end) return send();
      socket.end();
      resolve();
    });
  });
}

/** The bytes of a request. */
export function request(method, path, key, body) {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1', `x-api-key: ${key}`];
  if (body !== undefined) lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
