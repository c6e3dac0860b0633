import { undefinedIfNotFound } from '../fireblocks/not-found';
import type { FireblocksWallets } from '../fireblocks/wallets';
import type { Logger } from '../shared/logger';
import { isApplied, type DesiredState } from './desired-state';

/**
 * Brings one wallet or device at Fireblocks to what was decided. One that Fireblocks does not know,
 * like a device before its first message, needs nothing.
 *
 * @throws FireblocksError
 */
export async function bringToFireblocks(
  wallets: FireblocksWallets,
  state: DesiredState,
  log: Logger,
): Promise<void> {
  if (!isApplied(state)) return command(wallets, state);
  const seen = await read(wallets, state);
  if (seen === undefined || seen === state.enabled) return;
  const { kind, id, enabled, unsettledUntil } = state;
  // Disabled there by somebody else, not by an echo of ours: whoever stopped it had a reason.
  if (enabled && unsettledUntil === null) {
    log.warn({ kind, id }, 'disabled at Fireblocks by somebody else; it is left so');
    return;
  }
  log.warn({ kind, id, enabled }, 'changed at Fireblocks since it was decided here; set again');
  await command(wallets, state);
}

async function command(
  wallets: FireblocksWallets,
  { kind, id, walletId, enabled }: DesiredState,
): Promise<void> {
  await undefinedIfNotFound(
    kind === 'WALLET'
      ? wallets.setWalletEnabled(id, enabled)
      : wallets.setDeviceEnabled(walletId, id, enabled),
  );
}

function read(wallets: FireblocksWallets, { kind, id, walletId }: DesiredState) {
  return kind === 'WALLET' ? wallets.walletEnabled(id) : wallets.deviceEnabled(walletId, id);
}
