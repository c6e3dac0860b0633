import { HttpError } from '../http/http-error';
import type { Store } from '../state/store';
import { devicesOf, walletOf } from './lookups';
import { hasConfirmedKeys, walletStatus } from './setup-status';

/**
 * What the wallet must have before it may hold assets or send: keys first, then their backup.
 *
 * @throws HttpError 409 with code 1001 without confirmed keys, 400 with code 1002 without a backup
 */
export function requireCompleteSetup(store: Store, walletId: string): void {
  const wallet = walletOf(store, walletId);
  const devices = devicesOf(store, walletId);
  if (!devices.some((device) => hasConfirmedKeys(wallet, device))) {
    throw new HttpError(409, 'Incomplete MPC setup', 1001);
  }
  if (walletStatus(wallet, devices) !== 'COMPLETE') {
    throw new HttpError(400, 'Incomplete backup', 1002);
  }
}
