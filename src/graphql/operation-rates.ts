import type { OperationRate } from '../limits/operation-rate';
import type { Rate } from '../limits/rate';
import type { LimitSettings } from '../settings/limit-settings';
import { COST } from '../settings/rate-settings';
import type { OperationRates } from './permissions';
import { MINUTE_MS } from '../shared/durations';

/**
 * Of the relays that a caller may make. The SDK reports a fault once in an hour; an SDK that has many
 * must not use up what it needs to sign.
 */
const REPORTS = 0.1;

export function perMinute(max: number): Rate {
  return { max, windowMs: MINUTE_MS };
}

/** What all operations of a caller may cost together; a rate of each of them is no word about that. */
export function costRate({ callerCost, exceptions }: LimitSettings): OperationRate {
  return {
    ...perMinute(callerCost),
    exceptions: exceptions.filter(({ operation }) => operation === COST),
  };
}

export function operationRates(limits: LimitSettings): OperationRates {
  const { exceptions } = limits;
  const rate = (max: number): OperationRate => ({ ...perMinute(max), exceptions });
  return {
    createWallet: rate(limits.createWallet),
    assignDevice: rate(limits.assignDevice),
    createTransaction: rate(limits.createTransaction),
    relayRpc: rate(limits.relayRpc),
    reportEvent: rate(Math.max(1, Math.round(limits.relayRpc * REPORTS))),
    other: rate(limits.other),
  };
}
