import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import { literalAddress } from '../target.js';

/** Of an answer's body, the most that is read before the connection is cut; none of it is looked at. */
const MAX_ANSWER_BYTES = 64 << 10;

export interface Delivery {
  readonly url: URL;
  /** the checked address of the URL's host */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** PEM of an authority beside those that Node trusts */
  readonly authority: string | null;
  readonly timeoutMs: number;
}

export interface Response {
  readonly status: number;
  /** seconds; null where the answer asks for nothing */
  readonly retryAfter: number | null;
}

/**
 * One POST, on a connection of its own to one address. Redirects are answers like any other. `timeoutMs` spans it all:
 * connecting, TLS, sending, and the answer's headers.
 */
export async function send(delivery: Delivery): Promise<Response> {
  const response = await post(delivery);
  discard(response);
  return { status: response.statusCode!, retryAfter: retryAfterOf(response.headers['retry-after']) };
}

function post({ url, address, headers, body, authority, timeoutMs }: Delivery): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method: 'POST',
    host: address,
    port: url.port === '' ? undefined : url.port,
    path: url.pathname + url.search,
    headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
  };
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'http:'
        ? httpRequest(options)
        : httpsRequest({ ...options, ...tlsOptions(url), ...(authority && { ca: [...rootCertificates, authority] }) });
    request.once('error', reject).once('response', resolve);
    request.end(body);
  });
}

/** The certificate has to be the name's, not the address's; an address as the host names itself. */
function tlsOptions(url: URL): { servername: string } {
  const literal = literalAddress(url);
  return { servername: literal === null ? url.hostname : '' };
}

/** Reads what little a polite receiver says, so that it sees its answer through; cuts off whoever goes on and on. */
function discard(response: IncomingMessage): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) response.destroy();
  });
  response.on('error', () => undefined);
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}
