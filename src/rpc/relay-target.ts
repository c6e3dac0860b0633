import type { Pool } from 'pg';
import type { Caller } from '../api/caller';
import { GatewayError, notFound } from '../api/gateway-error';
import type { DeviceStatus, WalletStatus } from '../database/generated/enums';
import { requireUsable } from '../wallets/usable-wallet';

interface TargetRow {
  device_status: DeviceStatus;
  wallet_status: WalletStatus;
}

/**
 * The access control of the whole product: an RPC message names neither wallet nor device, so
 * Fireblocks believes whatever pair the gateway puts into the URL. One indexed statement, prepared
 * once for each connection, and no cache: what was revoked is refused by the next call.
 */
export class RelayTarget {
  constructor(private readonly pool: Pool) {}

  /** Returns when the caller may relay for this device of this wallet; throws otherwise. */
  async authorize(caller: Caller, walletId: string, deviceId: string): Promise<void> {
    const { rows } = await this.pool.query<TargetRow>({
      name: 'relay-target',
      text: `SELECT d.status AS device_status, w.status AS wallet_status
               FROM devices d JOIN wallets w ON w.id = d.wallet_id
              WHERE d.id = $1 AND w.id = $2 AND w.owner_id = $3`,
      values: [deviceId, walletId, caller.id],
    });
    const [target] = rows;
    if (!target) throw notFound('device');
    requireUsable(target.wallet_status);
    if (target.device_status === 'DISABLED') {
      throw new GatewayError('DEVICE_DISABLED', 'the device is disabled');
    }
  }
}
