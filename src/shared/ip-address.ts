import { isIP, SocketAddress } from 'node:net';

/** What an address written in IPv6 begins with when it is one of IPv4. */
const MAPPED = '::ffff:';

/**
 * An IP address in its one spelling: compressed, in lower case, without a zone, and an IPv4 address
 * in its own form however it was written. Undefined when the text is no address.
 */
export function parseAddress(text: string): string | undefined {
  const [address = ''] = text.split('%', 1);
  const version = isIP(address);
  if (version === 0) return undefined;
  if (version === 4) return address;
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address;
  const inner = canonical.slice(MAPPED.length);
  return canonical.startsWith(MAPPED) && isIP(inner) === 4 ? inner : canonical;
}

const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * What one client has at its disposal: an address of IPv4, or the /64 network of one of IPv6.
 *
 * @param address as `parseAddress` gives it
 */
export function addressBlock(address: string): string {
  if (isIP(address) === 4) return address;
  const [head = [], tail] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = tail ? Array<string>(GROUPS - head.length - tail.length).fill('0') : [];
  return `${[...head, ...zeros, ...(tail ?? [])].slice(0, NETWORK_GROUPS).join(':')}::/64`;
}
