import type { DeviceRecord, KeyRecord } from '../state/records';
import type { Store } from '../state/store';
import { putDevice } from '../wallets/lookups';

/** Adds keys to the device's or, where it has the key already, replaces them. */
export function saveKeys(store: Store, device: DeviceRecord, keys: KeyRecord[]): DeviceRecord {
  const replaced = new Set(keys.map(({ keyId }) => keyId));
  const kept = device.keys.filter(({ keyId }) => !replaced.has(keyId));
  return putDevice(store, { ...device, keys: [...kept, ...keys] });
}

export function keyOf(device: DeviceRecord, keyId: string): KeyRecord | undefined {
  return device.keys.find((key) => key.keyId === keyId);
}
