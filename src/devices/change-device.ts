import { hasScope, type Caller } from '../api/caller';
import { notFound } from '../api/gateway-error';
import { requireReason } from '../api/parse-input';
import type { Prisma, PrismaClient } from '../database/generated/client';
import type { AccessAction } from '../database/generated/enums';
import { decide } from '../desired-states/desired-state';
import { lockForChange, type AccessChanges } from '../wallets/access-changes';
import type { DeviceAccess } from './enabled-device';
import type { Device } from './device.type';

type LockedWallet = NonNullable<Awaited<ReturnType<typeof lockForChange>>>;

export interface DeviceChange {
  action: Extract<AccessAction, 'ENABLE_DEVICE' | 'DISABLE_DEVICE'>;
  deviceId: string;
  /** Needed of an administrator who is not the owner. */
  reason: string | undefined;
  /** The device's new state; undefined to leave it. May refuse by throwing. */
  decide(device: Device, wallet: LockedWallet, isAdmin: boolean): DeviceAccess | undefined;
}

/** Enables or disables a device: its owner's right, and an administrator's. */
export class ChangeDevice {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly changes: AccessChanges,
  ) {}

  async run(caller: Caller, change: DeviceChange): Promise<Device> {
    const isAdmin = hasScope(caller, 'ncw:admin');
    // A device never moves to another wallet, so that this may be read before anything is locked.
    const found = await this.prisma.device.findFirst({
      where: {
        id: change.deviceId,
        ...(isAdmin ? {} : { wallet: { ownerId: caller.id } }),
      },
      select: { walletId: true },
    });
    if (!found) throw notFound('device');
    const { walletId } = found;
    return this.changes.run(walletId, async (tx) => {
      const where = { id: walletId, ...(isAdmin ? {} : { ownerId: caller.id }) };
      const wallet = await lockForChange(tx, where);
      if (!wallet) throw notFound('device');
      return this.apply(tx, caller, wallet, change, isAdmin);
    });
  }

  private async apply(
    tx: Prisma.TransactionClient,
    caller: Caller,
    wallet: LockedWallet,
    change: DeviceChange,
    isAdmin: boolean,
  ): Promise<Device> {
    const { deviceId: id, action } = change;
    const device = await tx.device.findUniqueOrThrow({ where: { id } });
    const reason =
      wallet.ownerId === caller.id ? change.reason : requireReason(change.reason ?? '');
    const access = change.decide(device, wallet, isAdmin);
    if (!access) return device;
    const changed = await tx.device.update({ where: { id }, data: { ...access } });
    const { walletId } = device;
    if (device.status !== access.status) {
      await decide(tx, { kind: 'DEVICE', id, walletId, enabled: access.status === 'ENABLED' });
    }
    await this.changes.recordDecision(tx, {
      ...{ action, walletId, deviceId: id, actorId: caller.id, reason: reason ?? null },
    });
    return changed;
  }
}
