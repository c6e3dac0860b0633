import { STAFF_SCOPES, type Caller } from '../api/caller';
import { AddressRanges } from '../shared/address-ranges';
import type { Logger } from '../shared/logger';

/** The caller as far as their address lets them be one. */
export type StaffNetwork = (caller: Caller, clientAddress: string | null) => Caller;

const ELEVATED: ReadonlySet<string> = new Set(STAFF_SCOPES);

/**
 * Lets the scopes of support and administrators count only from the given addresses (all, where
 * none is given). From elsewhere, or from who knows where, such a caller is a user like any other:
 * people keep their own wallets when they are at home, and a stolen token opens nobody else's.
 */
export function staffNetwork(ranges: readonly string[], log: Logger): StaffNetwork {
  const allowed = new AddressRanges(ranges);
  return (caller, clientAddress) => {
    if (ranges.length === 0 || !caller.scopes.some((scope) => ELEVATED.has(scope))) return caller;
    if (clientAddress !== null && allowed.has(clientAddress)) return caller;
    log.warn(
      { caller: caller.id, clientAddress },
      'scopes of staff do not count from this address',
    );
    const scopes = caller.scopes.filter((scope) => !ELEVATED.has(scope));
    return Object.freeze({ ...caller, scopes });
  };
}
