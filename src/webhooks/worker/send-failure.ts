/** Why nothing came back, in words for the endpoint's log. It holds no secret and nothing that the other side said. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  HPE_HEADER_OVERFLOW: 'the headers of the answer are too large',
};

/** Errors of Node's sockets, TLS and HTTP by their codes. */
export function failureOf(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError' || name === 'TimeoutError') return new SendFailure('no answer came in time');
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code];
  if (reason !== undefined) return new SendFailure(reason);
  if (/CERT|TLS|SSL|SIGNATURE|ISSUER|ALTNAME/.test(code))
    return new SendFailure(`the certificate or the TLS handshake failed (${code})`);
  return new SendFailure('the request failed');
}
