import { describe, expect, it } from 'vitest';
import { newWebhookSecret, showSecret } from '../../../src/webhooks/secret.js';
import { signedHeaders } from '../../../src/webhooks/signature.js';

/** The vector of standard-webhooks/standard-webhooks, libraries/javascript/src/webhook.test.ts, "sign function works". */
const SECRET = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, payload: '{"test": 2432232314}' };
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('the signature of a webhook', () => {
  it('is the one that the standard publishes', () => {
    expect(signedHeaders(MESSAGE, [SECRET])).toEqual({
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': SIGNATURE,
    });
  });

  it('is given under both secrets while one takes over from the other', () => {
    const headers = signedHeaders(MESSAGE, [newWebhookSecret(), SECRET]);
    expect(headers['webhook-signature']!.split(' ')).toHaveLength(2);
    expect(headers['webhook-signature']!.split(' ')[1]).toBe(SIGNATURE);
  });
});

describe('a secret', () => {
  it('is shown as whsec_ and base64 of 24 to 64 bytes', () => {
    expect(showSecret(SECRET)).toBe('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    expect(newWebhookSecret().length).toBeGreaterThanOrEqual(24);
    expect(newWebhookSecret().length).toBeLessThanOrEqual(64);
  });
});
