import type { IncomingMessage } from 'node:http';
import { clientAddressReader } from '../../../src/server/client-address';
import { AddressRanges } from '../../../src/shared/address-ranges';

function addressOf(
  trusted: string[],
  remoteAddress: string | undefined,
  forwarded?: string | string[],
): string | null {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const request = { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
  return clientAddressReader(new AddressRanges(trusted))(request);
}

const PROXIES = ['10.0.0.0/8', '2001:db8::/32'];

describe("a client's address", () => {
  it.each([
    ['without proxies is the socket’s', [], '192.0.2.1', '198.51.100.7', '192.0.2.1'],
    ['is the socket’s where a stranger forwards', PROXIES, '192.0.2.1', '10.0.0.1', '192.0.2.1'],
    ['is what a trusted proxy says', PROXIES, '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['is not what the client made up', PROXIES, '10.0.0.1', '10.0.0.9, 1.1.1.1', '1.1.1.1'],
    [
      'is found behind several proxies',
      PROXIES,
      '10.0.0.1',
      '6.6.6.6,1.1.1.1, 10.2.2.2',
      '1.1.1.1',
    ],
    [
      'ends at the first untrusted hop',
      PROXIES,
      '10.0.0.1',
      '10.1.1.1, 6.6.6.6, 10.2.2.2',
      '6.6.6.6',
    ],
    [
      'is the farthest where all are trusted',
      PROXIES,
      '10.0.0.1',
      '10.3.3.3, 10.2.2.2',
      '10.3.3.3',
    ],
    ['is the proxy’s own without a header', PROXIES, '10.0.0.1', undefined, '10.0.0.1'],
    ['is found where a proxy is IPv4 in IPv6', PROXIES, '::ffff:10.0.0.1', '1.1.1.1', '1.1.1.1'],
    ['is IPv4 however it is written', PROXIES, '10.0.0.1', '::ffff:102:304', '1.2.3.4'],
    ['is found behind an IPv6 proxy', PROXIES, '2001:db8::7', '2001:DB9:0::1', '2001:db9::1'],
    ['is read without its port', PROXIES, '10.0.0.1', '1.1.1.1:4711', '1.1.1.1'],
    ['is read without brackets', PROXIES, '10.0.0.1', '[2001:db9::1]:4711', '2001:db9::1'],
    ['has no zone', [], 'fe80::1%eth0', undefined, 'fe80::1'],
    ['is unknown where a trusted proxy says nonsense', PROXIES, '10.0.0.1', 'unknown', null],
    ['is unknown once the socket is gone', PROXIES, undefined, '1.1.1.1', null],
    ['is read from repeated headers', PROXIES, '10.0.0.1', ['6.6.6.6', '1.1.1.1'], '1.1.1.1'],
  ])('%s', (_what, trusted, socket, forwarded, expected) => {
    expect(addressOf(trusted, socket, forwarded)).toBe(expected);
  });
});
