import { BlockList, isIP, isIPv4 } from 'node:net';
import { parseAddress } from './ip-address';

interface AddressRange {
  address: string;
  /** Leading bits that count. */
  prefix: number;
}

const RANGE = /^([0-9a-f:.]+)(?:\/([0-9]{1,3}))?$/i;
const MAPPED_BITS = 96;

/** Addresses in CIDR notation, of both versions of IP; a single address is a range of one. */
export class AddressRanges {
  private readonly list = new BlockList();

  constructor(ranges: readonly string[]) {
    for (const text of ranges) {
      const range = parseRange(text);
      if (!range) throw new Error(`"${text}" is no range of addresses`);
      this.list.addSubnet(range.address, range.prefix, versionOf(range.address));
    }
  }

  /** @param address as `parseAddress` gives it */
  has(address: string): boolean {
    return this.list.check(address, versionOf(address));
  }
}

/** A range such as `10.0.0.0/8` or `2001:db8::/32`; undefined when the text is none. */
export function parseRange(text: string): AddressRange | undefined {
  const [, base = '', bits] = RANGE.exec(text) ?? [];
  const address = parseAddress(base);
  if (address === undefined) return undefined;
  const width = isIP(base) === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (prefix > width) return undefined;
  // `::ffff:10.0.0.0/104` means IPv4 addresses, which are compared in their own form.
  if (width === 128 && isIPv4(address)) {
    return prefix < MAPPED_BITS ? undefined : { address, prefix: prefix - MAPPED_BITS };
  }
  return { address, prefix };
}

function versionOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
