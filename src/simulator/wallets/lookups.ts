import { HttpError } from '../http/http-error';
import type { AccountRecord, AssetRecord, DeviceRecord, WalletRecord } from '../state/records';
import type { Store } from '../state/store';

/** Each answers the row or throws HttpError 404 saying what is missing. */

export function walletOf(store: Store, walletId: string): WalletRecord {
  const wallet = store.wallets.get(walletId);
  if (!wallet) throw new HttpError(404, 'Wallet not found');
  return wallet;
}

export function accountOf(store: Store, walletId: string, accountId: string): AccountRecord {
  walletOf(store, walletId);
  const account = store.accounts.get(`${walletId}/${accountId}`);
  if (!account) throw new HttpError(404, 'Account not found');
  return account;
}

export function assetKey(walletId: string, accountId: string, assetId: string): string {
  return `${walletId}/${accountId}/${assetId}`;
}

export function assetOf(
  store: Store,
  walletId: string,
  accountId: string,
  assetId: string,
): AssetRecord {
  accountOf(store, walletId, accountId);
  const asset = store.assets.get(assetKey(walletId, accountId, assetId));
  if (!asset) throw new HttpError(404, 'Asset not found');
  return asset;
}

export function deviceOf(store: Store, walletId: string, deviceId: string): DeviceRecord {
  walletOf(store, walletId);
  const device = store.devices.get(`${walletId}/${deviceId}`);
  if (!device) throw new HttpError(404, 'Device not found');
  return device;
}

export function devicesOf(store: Store, walletId: string): DeviceRecord[] {
  return store.devices.filter((device) => device.walletId === walletId);
}

export function putDevice(store: Store, device: DeviceRecord): DeviceRecord {
  return store.devices.put(`${device.walletId}/${device.deviceId}`, device);
}
