import type { SettingsReader } from './settings-reader';

/** Calls that one caller may make in a minute. */
export interface LimitSettings {
  createWallet: number;
  assignDevice: number;
  createTransaction: number;
  relayRpc: number;
  other: number;
}

export function readLimits(read: SettingsReader): LimitSettings {
  const factor = read.factor('RATE_LIMIT_FACTOR', 1);
  const limit = (name: string, fallback: number): number =>
    Math.max(1, Math.round(read.integer(name, fallback, 1, 1_000_000) * factor));
  return {
    createWallet: limit('RATE_LIMIT_CREATE_WALLET', 20),
    assignDevice: limit('RATE_LIMIT_ASSIGN_DEVICE', 30),
    createTransaction: limit('RATE_LIMIT_CREATE_TRANSACTION', 60),
    relayRpc: limit('RATE_LIMIT_RELAY_RPC', 1_000),
    other: limit('RATE_LIMIT_OTHER', 600),
  };
}
