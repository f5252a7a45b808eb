import { lookup } from 'node:dns/promises';
import type { AddressPolicy } from '../address-policy.js';
import { literalAddress } from '../target.js';
import { SendFailure } from './send-failure.js';

/**
 * The one address that a delivery is sent to, checked. The connection is made to this very address and to no name:
 * a name that resolves to another address a moment later changes nothing. One forbidden address refuses them all.
 */
export async function resolveTarget(url: URL, policy: AddressPolicy): Promise<string> {
  const literal = literalAddress(url);
  const addresses = literal === null ? await addressesOf(url.hostname) : [literal];
  if (addresses.some((address) => !policy.allows(address, url.protocol)))
    throw new SendFailure('the host has an address that events are not sent to');
  return addresses[0]!;
}

async function addressesOf(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true }).catch(() => []);
  if (found.length === 0) throw new SendFailure('the host name could not be resolved');
  return found.map(({ address }) => address);
}
