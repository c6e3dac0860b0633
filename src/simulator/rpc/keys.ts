import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HttpError } from '../http/http-error';
import { parse } from '../http/parse';
import type { DeviceRecord, KeyRecord } from '../state/records';
import { publicKeyFor, restAlgorithm, SUPPORTED_ALGORITHMS } from '../wallets/algorithms';
import { keyOf, saveKeys } from './device-keys';
import { RpcError, type RpcCall, type RpcMethod } from './rpc-call';

const setupParams = z.object({ algorithms: z.array(z.string()).min(1) });
const publicKeysParams = z.object({
  keys: z.array(z.object({ keyId: z.string(), algorithm: z.string(), publicKey: z.string() })),
});
const confirmationParams = z.object({ txIds: z.array(z.string()) });
const stopKeyParams = z.object({ keyId: z.string() });

function newKey(device: DeviceRecord, algorithm: string): KeyRecord {
  const publicKey = publicKeyFor(`${device.walletId}/${device.deviceId}`, algorithm);
  return { keyId: randomUUID(), algorithm, publicKey, confirmed: false, backedUp: false };
}

/** A key for each algorithm: the device's own where it has one, else a new one to be set up. */
export function startKeys({ context, device }: RpcCall, algorithms: string[]): KeyRecord[] {
  if (algorithms.some((name) => !SUPPORTED_ALGORITHMS.includes(restAlgorithm(name)))) {
    throw new RpcError('Unsupported algorithm', 1003);
  }
  const keys = algorithms.map(
    (algorithm) =>
      device.keys.find((key) => key.algorithm === algorithm) ?? newKey(device, algorithm),
  );
  saveKeys(context.store, device, keys);
  return keys;
}

export function keyIdsByAlgorithm(keys: KeyRecord[]): Record<string, string> {
  return Object.fromEntries(keys.map(({ algorithm, keyId }) => [algorithm, keyId]));
}

function requestSetup(call: RpcCall): unknown {
  const { algorithms } = parse(setupParams, call.params);
  const inMotion = call.device.keys.some(({ confirmed }) => !confirmed);
  if (call.context.settings.strictSetup && inMotion) {
    throw new HttpError(409, 'An ongoing setup is already in motion', 1001);
  }
  return { status: keyIdsByAlgorithm(startKeys(call, algorithms)) };
}

function confirmKeys({ context, device, params }: RpcCall): unknown {
  const keys = parse(publicKeysParams, params).keys.map((key) => ({
    ...{ ...key, confirmed: true },
    backedUp: keyOf(device, key.keyId)?.backedUp ?? false,
  }));
  saveKeys(context.store, device, keys);
  for (const { keyId } of keys) context.wakeups.wake(keyId);
  return { keyState: keys.map(({ keyId }) => ({ keyId, confirmed: true })) };
}

async function pollConfirmation({ context, device, params, signal }: RpcCall): Promise<unknown> {
  const { txIds } = parse(confirmationParams, params);
  const states = (): { keyId: string; confirmed: boolean }[] => {
    const current = context.store.devices.get(`${device.walletId}/${device.deviceId}`) ?? device;
    return txIds.map((keyId) => ({
      keyId,
      confirmed: keyOf(current, keyId)?.confirmed ?? false,
    }));
  };
  const open = states().find(({ confirmed }) => !confirmed);
  if (open) await context.wakeups.wait(open.keyId, context.settings.pollMs, signal);
  return states();
}

function stopSetup({ context, device, params }: RpcCall): unknown {
  const stopped = stopKeyParams.safeParse(params);
  const keeps = ({ keyId, confirmed }: KeyRecord): boolean =>
    confirmed || (stopped.success && stopped.data.keyId !== keyId);
  const keys = device.keys.filter(keeps);
  context.store.devices.put(`${device.walletId}/${device.deviceId}`, { ...device, keys });
  return { success: true };
}

/** The device's keys, from the request of a set-up to their confirmation. */
export const keyMethods: Record<string, RpcMethod> = {
  get_all_keys: ({ device }) =>
    device.keys.map(({ algorithm, keyId, publicKey, confirmed }) => ({
      ...{ algorithm, keyId, publicKey, confirmed },
    })),
  request_mpc_setup: requestSetup,
  send_mpc_public_keys: confirmKeys,
  poll_key_confirmation: pollConfirmation,
  stop_mpc_device_setup: stopSetup,
  stop_mpc_key_setup: stopSetup,
};
