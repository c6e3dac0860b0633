/**
 * Shapes of the ids that may become part of a Fireblocks URL.
 *
 * Nothing else may: an id of `.` or `..` survives percent-encoding and is collapsed by the URL
 * parser before the request is signed, so that a valid request leaves for another path.
 */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ACCOUNT_ID = /^(0|[1-9][0-9]{0,9})$/;
const CONNECTION_ID = /^[A-Za-z0-9_-]{1,128}$/;
const ASSET_ID = /^(?!\.+$)[A-Za-z0-9_.-]{1,64}$/;

/** The id in its one spelling (lower case), or undefined when it is no UUID. */
export function parseUuid(text: string): string | undefined {
  return UUID.test(text) ? text.toLowerCase() : undefined;
}

/** Accounts of a wallet are numbered "0", "1", … in order. */
export function isAccountId(text: string): boolean {
  return ACCOUNT_ID.test(text);
}

/** Fireblocks' ids of web3 connections, which it does not say to be UUIDs. */
export function isConnectionId(text: string): boolean {
  return CONNECTION_ID.test(text);
}

/** Fireblocks' asset ids, such as `ETH_TEST5`. */
export function isAssetId(text: string): boolean {
  return ASSET_ID.test(text);
}
