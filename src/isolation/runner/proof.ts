import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 random bytes, lower-case hex. */
export const freshNonce = (): string => randomBytes(32).toString('hex');

/** HMAC-SHA-256 (RFC 2104) of the nonce under the token, lower-case hex. */
export const proofOf = (token: string, nonce: string): string =>
  createHmac('sha256', token).update(nonce).digest('hex');

/** In constant time. */
export const isProof = (token: string, nonce: string, proof: string): boolean =>
  timingSafeEqual(Buffer.from(proofOf(token, nonce)), Buffer.from(proof));
