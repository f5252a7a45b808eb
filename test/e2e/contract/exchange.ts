import { Agent, request as open } from 'node:http';
import type { Received } from './document.js';

export interface Sent {
  readonly method: string;
  /** path and query, encoded */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
/** Longer than any answer is held, asked or not: 60 s. */
const HANG_MS = 90_000;

/**
 * Sends exactly these bytes: fetch would mend or refuse what a careless client does send.
 *
 * @throws {Error} when nothing comes back in time, or the connection breaks without an answer
 */
export function exchange(base: string, { method, target, headers, body }: Sent): Promise<Received> {
  const url = new URL(base);
  return new Promise((resolve, reject) => {
    const request = open({
      agent,
      host: url.hostname,
      port: url.port,
      method,
      path: target,
      headers,
      timeout: HANG_MS,
    });
    request.once('timeout', () => request.destroy(new Error(`no answer in ${HANG_MS / 1000} s`)));
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.end(body ?? undefined);
  });
}

/** A form as RFC 7578 writes it: text fields, and the file under its name. */
export function multipart(
  fields: Readonly<Record<string, string>>,
  file: { readonly name: string; readonly text: string } | null,
  boundary = 'contract-boundary',
): { readonly headers: Record<string, string>; readonly body: Uint8Array } {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  if (file) {
    parts.push(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\n` +
        `Content-Type: text/csv\r\n\r\n${file.text}\r\n`,
    );
  }
  const body = Buffer.from(`${parts.join('')}--${boundary}--\r\n`);
  return { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body };
}
