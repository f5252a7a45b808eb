import { BlockList, isIP } from 'node:net';

/**
 * Addresses that are somebody's own network or no host at all: the IANA special-purpose registries (RFC 6890 and its
 * updates), multicast and reserved space. IPv6 has one range of global unicast; all outside of it is refused.
 */
const SPECIAL_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
const GLOBAL_6 = ['2000::/3'];
/** Teredo, benchmarking, ORCHID; documentation; 6to4, which carries an IPv4 address that nobody checked. */
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const special4 = listOf(SPECIAL_4);
const global6 = listOf(GLOBAL_6);
const special6 = listOf(SPECIAL_6);

/** Where webhooks may be sent: to the public internet, and to what the operator allows (WEBHOOK_ALLOW_CIDRS). */
export class AddressPolicy {
  private readonly allowed: BlockList;

  constructor(allowCidrs: readonly string[]) {
    this.allowed = listOf(allowCidrs);
    this.allowsPlainHttp = allowCidrs.length > 0;
  }

  /** http:// is for the operator's own network only. */
  readonly allowsPlainHttp: boolean;

  /** `address`: an IP address without brackets. */
  allows(address: string, protocol: string): boolean {
    const family = isIP(address);
    if (family === 0 || address.includes('%')) return false;
    if (this.allowed.check(address, family === 4 ? 'ipv4' : 'ipv6')) return true;
    if (protocol !== 'https:') return false;
    if (family === 4) return !special4.check(address, 'ipv4');
    return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
  }
}

function listOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix] = cidr.split('/');
    const isFour = isIP(address) === 4;
    list.addSubnet(address, Number(prefix ?? (isFour ? 32 : 128)), isFour ? 'ipv4' : 'ipv6');
  }
  return list;
}
