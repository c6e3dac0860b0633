import { badInput } from '../api/gateway-error';
import { isConnectionId } from '../shared/ids';

/** Of WalletConnect: a topic, a version and parameters, all printable. */
const CONNECT_URI = /^wc:[A-Za-z0-9-]{1,128}@[12]\?[\x21-\x7e]{1,2000}$/;

export function requireConnectUri(field: string, text: string): string {
  if (CONNECT_URI.test(text)) return text;
  // It holds a key: what came is not repeated.
  throw badInput(field, 'must be a WalletConnect URI such as "wc:…@2?relay-protocol=irn&symKey=…"');
}

export function requireConnectionId(field: string, text: string): string {
  if (!isConnectionId(text)) throw badInput(field, 'must be the id of a connection');
  return text;
}
