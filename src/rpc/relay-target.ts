import type { Pool } from 'pg';
import { notFound } from '../api/gateway-error';
import type { DeviceStatus, WalletStatus } from '../database/generated/enums';
import { requireEnabled } from '../devices/enabled-device';
import { requireUsable } from '../wallets/usable-wallet';

/** Who wants to relay for which device of which wallet. */
export interface RelayParty {
  callerId: string;
  walletId: string;
  deviceId: string;
}

interface TargetRow {
  device_id: string;
  wallet_id: string;
  owner_id: string;
  device_status: DeviceStatus;
  disabled_by_admin: boolean;
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
  async authorize(party: RelayParty): Promise<void> {
    requireTarget(party, await this.read([party.deviceId]));
  }

  /** Those who may not go on, each with the error that `authorize` would now throw. */
  async refusals<Party extends RelayParty>(
    parties: readonly Party[],
  ): Promise<{ party: Party; refusal: unknown }[]> {
    const rows = await this.read(parties.map(({ deviceId }) => deviceId));
    return parties.flatMap((party) => {
      try {
        requireTarget(party, rows);
        return [];
      } catch (refusal) {
        return [{ party, refusal }];
      }
    });
  }

  private async read(deviceIds: readonly string[]): Promise<ReadonlyMap<string, TargetRow>> {
    const { rows } = await this.pool.query<TargetRow>({
      name: 'relay-targets',
      text: `SELECT d.id AS device_id, w.id AS wallet_id, w.owner_id, d.status AS device_status,
                    d.disabled_by_admin, w.status AS wallet_status
               FROM devices d JOIN wallets w ON w.id = d.wallet_id
              WHERE d.id = ANY ($1::uuid[])`,
      values: [deviceIds],
    });
    return new Map(rows.map((row) => [row.device_id, row]));
  }
}

function requireTarget(
  { callerId, walletId, deviceId }: RelayParty,
  rows: ReadonlyMap<string, TargetRow>,
): void {
  const target = rows.get(deviceId);
  if (target?.wallet_id !== walletId || target.owner_id !== callerId) throw notFound('device');
  requireUsable(target.wallet_status);
  requireEnabled({ status: target.device_status, disabledByAdmin: target.disabled_by_admin });
}
