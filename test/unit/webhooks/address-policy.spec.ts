import { describe, expect, it } from 'vitest';
import { AddressPolicy } from '../../../src/webhooks/address-policy.js';
import { parseTarget } from '../../../src/webhooks/target.js';

const strict = new AddressPolicy([]);

describe('where webhooks may be sent', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
    'to %s',
    (address) => expect(strict.allows(address, 'https:')).toBe(true),
  );

  it.each([
    ['this host', '0.0.0.0'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['shared', '100.64.0.1'],
    ['metadata', '169.254.169.254'],
    ['documentation', '192.0.2.1'],
    ['benchmarking', '198.19.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '250.1.1.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%lo'],
    ['unique local', 'fd00:ec2::254'],
    ['IPv4-mapped', '::ffff:127.0.0.1'],
    ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['IPv4-compatible', '::7f00:1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::1'],
    ['Teredo', '2001:0:4136:e378::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff:1::1'],
    ['discard', '100::1'],
    ['segment routing', '5f00::1'],
    ['multicast', 'ff02::1'],
    ['no address', 'localhost'],
    ['no address', ''],
  ])('never to %s: %s', (_, address) => {
    expect(strict.allows(address, 'https:')).toBe(false);
  });

  it('to what the operator allows, and there without TLS too', () => {
    const policy = new AddressPolicy(['10.0.0.0/8', 'fd00::/8', '192.168.7.7']);
    for (const address of ['10.9.9.9', 'fd12::1', '192.168.7.7', '::ffff:10.9.9.9'])
      expect([policy.allows(address, 'https:'), policy.allows(address, 'http:')]).toEqual([true, true]);
    expect(policy.allows('192.168.7.8', 'https:')).toBe(false);
    expect([policy.allows('8.8.8.8', 'https:'), policy.allows('8.8.8.8', 'http:')]).toEqual([true, false]);
  });
});

describe('the URL of an endpoint', () => {
  it.each([
    'https://example.com/hook?x=1',
    'https://example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700::1]/h',
  ])('may be %s', (url) => expect(parseTarget(url, strict).href).toBe(url));

  it.each([
    'nonsense',
    'http://example.com/',
    'ftp://example.com/',
    'https://user:pass@example.com/',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    `https://example.com/${'x'.repeat(2048)}`,
  ])('may not be %s', (url) => {
    expect(() => parseTarget(url, strict)).toThrow(/url/);
  });

  it('is http only where the operator allows addresses', () => {
    expect(parseTarget('http://hooks.internal/', new AddressPolicy(['10.0.0.0/8'])).protocol).toBe('http:');
    expect(() => parseTarget('http://8.8.8.8/', new AddressPolicy(['10.0.0.0/8']))).toThrow(/url/);
  });
});
