import { parseRange } from '../shared/address-ranges';
import type { SettingsReader } from './settings-reader';

/** Addresses from which something is believed or taken, in CIDR notation. */
export interface NetworkSettings {
  /** Proxies whose `X-Forwarded-For` is believed; none: the socket's address is the client's. */
  trustedProxies: string[];
  /** Where webhooks may come from; none named: anywhere. */
  webhooksFrom: string[];
  /** From where the scopes of support and administrators count; none named: anywhere. */
  staffFrom: string[];
}

export function readNetwork(read: SettingsReader): NetworkSettings {
  const trustedProxies = readRanges(read, 'TRUSTED_PROXIES');
  for (const text of trustedProxies) {
    if (parseRange(text)?.prefix !== 0) continue;
    read.fault(
      'TRUSTED_PROXIES',
      `holds "${text}", with which every client could choose its address`,
    );
  }
  return {
    trustedProxies,
    webhooksFrom: readRanges(read, 'WEBHOOK_ALLOWED_CIDRS'),
    staffFrom: readRanges(read, 'ADMIN_ALLOWED_CIDRS'),
  };
}

function readRanges(read: SettingsReader, name: string): string[] {
  const ranges = read.list(name) ?? [];
  for (const text of ranges) {
    if (parseRange(text)) continue;
    read.fault(name, `holds "${text}"; use addresses or ranges such as 10.0.0.0/8, 2001:db8::/32`);
  }
  return ranges;
}
