import { isIP } from 'node:net';
import { invalid } from '../common/errors/api-error.js';
import type { AddressPolicy } from './address-policy.js';

const MAX_LENGTH = 2048;

/** A URL that events may be sent to, as far as it can be told without asking DNS. Throws `validation_failed`. */
export function parseTarget(text: string, policy: AddressPolicy): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || text.length > MAX_LENGTH) throw refused(`must be a URL of at most ${MAX_LENGTH} characters`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && policy.allowsPlainHttp))
    throw refused('must begin with https://');
  if (url.username !== '' || url.password !== '') throw refused('must hold no user name or password');
  const address = literalAddress(url);
  if (address !== null && !policy.allows(address, url.protocol))
    throw refused('must be on the public internet: events are not sent to private or special addresses');
  url.hash = '';
  return url;
}

/** The IP address that a URL names itself, without brackets; null for a host name. */
export function literalAddress({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? null : bare;
}

const refused = (message: string) => invalid([{ field: 'url', message }]);
