import type { DeviceRecord, WalletRecord } from '../state/records';
import { restAlgorithm } from './algorithms';

type Status = 'COMPLETE' | 'INCOMPLETE';

interface AlgorithmState {
  algorithm: string;
  confirmed: boolean;
  backedUp: boolean;
}

function algorithmStates(wallet: WalletRecord, device: DeviceRecord): AlgorithmState[] {
  return wallet.algorithms.map((algorithm) => {
    const key = device.keys.find((candidate) => restAlgorithm(candidate.algorithm) === algorithm);
    return { algorithm, confirmed: key?.confirmed ?? false, backedUp: key?.backedUp ?? false };
  });
}

/** Complete when each required algorithm has a key that is confirmed and backed up. */
export function deviceStatus(wallet: WalletRecord, device: DeviceRecord): Status {
  const states = algorithmStates(wallet, device);
  return states.every((state) => state.confirmed && state.backedUp) ? 'COMPLETE' : 'INCOMPLETE';
}

export function hasConfirmedKeys(wallet: WalletRecord, device: DeviceRecord): boolean {
  return algorithmStates(wallet, device).every((state) => state.confirmed);
}

/** A wallet is complete when one of its devices is. */
export function walletStatus(wallet: WalletRecord, devices: DeviceRecord[]): Status {
  const complete = devices.some((device) => deviceStatus(wallet, device) === 'COMPLETE');
  return complete ? 'COMPLETE' : 'INCOMPLETE';
}

/** The flat form is the live API's; the nested one is how ts-sdk types it. */
export function deviceSetupView(
  wallet: WalletRecord,
  device: DeviceRecord,
  nested: boolean,
): Record<string, unknown> {
  const status = deviceStatus(wallet, device);
  return {
    status: nested ? { status } : status,
    deviceId: device.deviceId,
    enabled: device.enabled,
    setupStatus: algorithmStates(wallet, device).map(({ algorithm, confirmed, backedUp }) => ({
      algorithmName: nested ? { algorithm } : algorithm,
      confirmed,
      backedUp,
    })),
  };
}

export function walletSetupView(
  wallet: WalletRecord,
  devices: DeviceRecord[],
  nested: boolean,
): Record<string, unknown> {
  const status = walletStatus(wallet, devices);
  return {
    status: nested ? { status } : status,
    requiredAlgorithms: nested
      ? wallet.algorithms.map((algorithm) => ({ algorithm }))
      : wallet.algorithms,
    deviceSetupStatus: devices.map((device) => deviceSetupView(wallet, device, nested)),
  };
}
