import type { IncomingMessage } from 'node:http';
import type { AddressRanges } from '../shared/address-ranges';
import { parseAddress } from '../shared/ip-address';

/** The client's address as `parseAddress` gives it; null when it cannot be told. */
export type ClientAddressOf = (request: IncomingMessage) => string | null;

/**
 * Who a request comes from. `X-Forwarded-For` is read from its end, where each proxy wrote whom it
 * was called by, and only as far as trusted proxies wrote it: what stands before that is whatever
 * the client has made up. Requests that become WebSockets are read alike.
 */
export function clientAddressReader(trusted: AddressRanges): ClientAddressOf {
  return ({ socket, headers }) => {
    let client = parseAddress(socket.remoteAddress ?? '');
    for (const hop of hopsOf(headers['x-forwarded-for']).reverse()) {
      if (client === undefined || !trusted.has(client)) break;
      client = parseAddress(withoutPort(hop));
    }
    return client ?? null;
  };
}

function hopsOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  const [, bracketed, plain] = /^\[([^\]]*)\](?::[0-9]+)?$|^([^:]*):[0-9]+$/.exec(hop) ?? [];
  return bracketed ?? plain ?? hop;
}
