import type { ApplyNotification } from '../events/inbox-worker';
import type { DesiredStateStore } from './desired-state-store';

/**
 * What a webhook tells of a wallet's state may be older than our last decision, so that it is only
 * a reason to read the state itself.
 *
 * @param wake starts that reading
 */
export function walletStatusApplier(store: DesiredStateStore, wake: () => void): ApplyNotification {
  return async (content) => {
    if (content.kind !== 'WALLET_STATUS') return 'IGNORED';
    if (!(await store.recheckWallet(content.walletId))) return 'IGNORED';
    wake();
    return 'APPLIED';
  };
}
