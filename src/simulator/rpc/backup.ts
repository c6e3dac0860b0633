import { z } from 'zod';
import { HttpError } from '../http/http-error';
import { parse } from '../http/parse';
import type { BackupRecord } from '../state/records';
import { restAlgorithm } from '../wallets/algorithms';
import { putDevice } from '../wallets/lookups';
import { saveKeys } from './device-keys';
import { RpcError, type RpcCall, type RpcMethod } from './rpc-call';

const backupParams = z.object({
  passphraseId: z.string().min(1),
  keys: z
    .array(z.looseObject({ keyId: z.string(), algorithm: z.string(), publicKey: z.string() }))
    .min(1),
});
const encryptedKeys = z.object({ encryptedKeys: z.array(z.looseObject({})) });

function backupOf({ context, device }: RpcCall): BackupRecord | undefined {
  return context.store.backups.get(`${device.walletId}/${device.deviceId}`);
}

function backupKeys(call: RpcCall): unknown {
  const { context, wallet, device } = call;
  const { passphraseId, keys } = parse(backupParams, call.params);
  const saved = new Set(keys.map(({ algorithm }) => restAlgorithm(algorithm)));
  if (context.settings.strictSetup && wallet.algorithms.some((name) => !saved.has(name))) {
    throw new HttpError(400, 'Incomplete backup', 1002);
  }
  const { walletId, deviceId } = device;
  const backup = { walletId, deviceId, passphraseId, createdAt: context.clock(), keys };
  context.store.backups.put(`${walletId}/${deviceId}`, backup);
  const flags = { confirmed: true, backedUp: true };
  saveKeys(
    context.store,
    device,
    keys.map(({ keyId, algorithm, publicKey }) => ({ keyId, algorithm, publicKey, ...flags })),
  );
  return { success: true };
}

/** The stored shares in the form in which a recovery reads them: one encrypted share an entry. */
function getBackup(call: RpcCall): unknown {
  const backup = backupOf(call);
  if (!backup) return undefined;
  const keys = backup.keys.flatMap((key) => {
    const shares = encryptedKeys.safeParse(key);
    const entry = { deviceId: backup.deviceId, ...key };
    return shares.success
      ? shares.data.encryptedKeys.map((share) => ({ ...entry, ...share }))
      : entry;
  });
  return { passphraseId: backup.passphraseId, keys };
}

/** From here on the device is this installation; the one before hears that it is not expected. */
function enterRecovery(call: RpcCall): unknown {
  const { context, device, physicalDeviceId } = call;
  if (!backupOf(call)) throw new RpcError('No backup found');
  if (physicalDeviceId !== '' && physicalDeviceId !== device.physicalDeviceId) {
    const replaced = [...device.replaced, device.physicalDeviceId].filter((id) => id !== '');
    putDevice(context.store, { ...device, physicalDeviceId, replaced });
  }
  return { success: true };
}

/** Backups are kept as they were sent: the simulator cannot read the shares either. */
export const backupMethods: Record<string, RpcMethod> = {
  backup_keys: backupKeys,
  get_backup: getBackup,
  get_backed_up_keys: (call) =>
    backupOf(call)?.keys.map(({ keyId, algorithm, publicKey }) => ({
      ...{ keyId, algorithm, publicKey },
    })),
  enter_recovery_state: enterRecovery,
};
