import { createHmac } from 'node:crypto';

export interface Message {
  readonly id: string;
  /** seconds since 1970, of this attempt */
  readonly timestamp: number;
  /** the body, byte for byte as it is sent */
  readonly payload: string;
}

/**
 * The headers of Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, spec v1): HMAC-SHA256 of
 * `id.timestamp.payload` under each secret, so that a receiver with the old or with the new one can verify.
 */
export function signedHeaders(message: Message, secrets: readonly Buffer[]): Record<string, string> {
  const content = `${message.id}.${message.timestamp}.${message.payload}`;
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
