import { randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** The standard asks for 24 to 64. */
const BYTES = 32;

export const newWebhookSecret = (): Buffer => randomBytes(BYTES);

/** As a receiver keeps it: `whsec_` and base64. */
export const showSecret = (secret: Buffer): string => PREFIX + secret.toString('base64');
