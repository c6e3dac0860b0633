import { isAccountId, isAssetId, isConnectionId, parseUuid } from '../shared/ids';
import { FireblocksError } from './fireblocks-error';

/*
 * Every id that becomes part of a URL, a header or a request passes here first. ts-sdk encodes ids
 * but not `.` and `..`; the URL parser collapses those before the request is signed, and a valid
 * request leaves for another resource.
 */

const EXTERNAL_TX_ID = /^(?!\.+$)[A-Za-z0-9_.-]{1,255}$/;
const IDEMPOTENCY_KEY = /^[A-Za-z0-9_.-]{1,40}$/;

function refuse(what: string): never {
  throw new FireblocksError('INVALID_ID', { upstreamMessage: `Not sent: malformed ${what}` });
}

function checkedUuid(what: string, text: string): string {
  return parseUuid(text) ?? refuse(what);
}

export const checkedWalletId = (text: string): string => checkedUuid('walletId', text);
export const checkedDeviceId = (text: string): string => checkedUuid('deviceId', text);
export const checkedTransactionId = (text: string): string => checkedUuid('transactionId', text);
export const checkedWebhookId = (text: string): string => checkedUuid('webhookId', text);

export function checkedAccountId(text: string): string {
  return isAccountId(text) ? text : refuse('accountId');
}

export function checkedAssetId(text: string): string {
  return isAssetId(text) ? text : refuse('assetId');
}

export function checkedConnectionId(text: string): string {
  return isConnectionId(text) ? text : refuse('connectionId');
}

export function checkedExternalTxId(text: string): string {
  return EXTERNAL_TX_ID.test(text) ? text : refuse('externalTxId');
}

/** Fireblocks remembers keys of at most 40 characters. */
export function checkedIdempotencyKey(text: string): string {
  return IDEMPOTENCY_KEY.test(text) ? text : refuse('idempotencyKey');
}

export interface AssetIds {
  walletId: string;
  accountId: string;
  assetId: string;
}

export function checkedAssetIds(walletId: string, accountId: string, assetId: string): AssetIds {
  return {
    walletId: checkedWalletId(walletId),
    accountId: checkedAccountId(accountId),
    assetId: checkedAssetId(assetId),
  };
}

export interface DeviceIds {
  walletId: string;
  deviceId: string;
}

export function checkedDeviceIds(walletId: string, deviceId: string): DeviceIds {
  return { walletId: checkedWalletId(walletId), deviceId: checkedDeviceId(deviceId) };
}
