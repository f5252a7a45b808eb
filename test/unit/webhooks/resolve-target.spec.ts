import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AddressPolicy } from '../../../src/webhooks/address-policy.js';
import { resolveTarget } from '../../../src/webhooks/worker/resolve-target.js';

const dns = vi.hoisted(() => ({ lookup: vi.fn() }));
vi.mock('node:dns/promises', () => dns);

const url = new URL('https://hooks.example.com/x');
const strict = new AddressPolicy([]);
const answers = (...addresses: string[]) =>
  dns.lookup.mockResolvedValueOnce(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

describe('the address that a delivery goes to', () => {
  beforeEach(() => void dns.lookup.mockReset());

  it('is one that the name has now', async () => {
    answers('93.184.215.14', '2606:2800:21f::1');
    expect(await resolveTarget(url, strict)).toBe('93.184.215.14');
  });

  it('is none where the name has a private address, beside whatever else', async () => {
    answers('93.184.215.14', '10.0.0.1');
    await expect(resolveTarget(url, strict)).rejects.toThrow('not sent to');
  });

  it('is none where the name is unknown', async () => {
    dns.lookup.mockRejectedValueOnce(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    await expect(resolveTarget(url, strict)).rejects.toThrow('could not be resolved');
  });

  it('is the literal one without asking anybody, checked alike', async () => {
    expect(await resolveTarget(new URL('https://[2606:4700::1]/'), strict)).toBe('2606:4700::1');
    await expect(resolveTarget(new URL('https://169.254.169.254/'), strict)).rejects.toThrow('not sent to');
    expect(dns.lookup).not.toHaveBeenCalled();
  });
});
