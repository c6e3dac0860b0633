import { readRateExceptions, type RateException } from './rate-settings';
import type { SettingsReader } from './settings-reader';

/** Calls that one caller may make in a minute, and those that the gateway may make to Fireblocks. */
export interface LimitSettings {
  createWallet: number;
  assignDevice: number;
  createTransaction: number;
  relayRpc: number;
  other: number;
  /** Where these are set otherwise. */
  exceptions: RateException[];
  fireblocksCalls: number;
  /** What one operation may cost, in objects that are read. */
  operationCost: number;
  /** What all operations of one caller may cost in a minute. */
  callerCost: number;
}

const MAX_CALLER_COST = 10_000_000;

/** @param factor multiplies what callers may do */
export function readLimits(read: SettingsReader, factor: number): LimitSettings {
  const limit = (name: string, fallback: number): number =>
    Math.max(1, Math.round(read.integer(name, fallback, 1, 1_000_000) * factor));
  const operationCost = read.integer('OPERATION_COST_LIMIT', 5_000, 1, 1_000_000);
  const callerCost = read.integer('RATE_LIMIT_COST', 50_000, 1, MAX_CALLER_COST);
  // An operation that costs what one may cost must be able to run at all.
  if (callerCost < operationCost) {
    read.fault(
      'RATE_LIMIT_COST',
      `is ${callerCost}, below OPERATION_COST_LIMIT (${operationCost})`,
    );
  }
  return {
    createWallet: limit('RATE_LIMIT_CREATE_WALLET', 20),
    assignDevice: limit('RATE_LIMIT_ASSIGN_DEVICE', 30),
    createTransaction: limit('RATE_LIMIT_CREATE_TRANSACTION', 60),
    relayRpc: limit('RATE_LIMIT_RELAY_RPC', 1_000),
    other: limit('RATE_LIMIT_OTHER', 600),
    exceptions: readRateExceptions(read, factor, { min: operationCost, max: MAX_CALLER_COST }),
    fireblocksCalls: readBudget(read, factor),
    operationCost,
    callerCost: Math.max(operationCost, Math.round(callerCost * factor)),
  };
}

const BUDGET = { min: 20, max: 1_000_000 };

/** Said, it is what Fireblocks grants, whatever callers may do; else it grows with their limits. */
function readBudget(read: SettingsReader, factor: number): number {
  const fallback = Math.round(1_000 * factor);
  const bounded = Math.min(BUDGET.max, Math.max(BUDGET.min, fallback));
  return read.integer('FIREBLOCKS_CALLS_PER_MINUTE', bounded, BUDGET.min, BUDGET.max);
}
