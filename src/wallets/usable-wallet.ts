import { GatewayError } from '../api/gateway-error';
import type { WalletStatus } from '../database/generated/enums';

/** Refuses what only an active wallet may do. */
export function requireUsable(status: WalletStatus): void {
  if (status === 'FROZEN') {
    throw new GatewayError('WALLET_FROZEN', 'the wallet is frozen; ask support');
  }
  if (status === 'PROVISIONING') {
    throw new GatewayError('WALLET_NOT_READY', 'the wallet is still being provisioned', {
      retryAfterMs: 2_000,
    });
  }
}
