import type { Caller } from '../api/caller';
import { notFound } from '../api/gateway-error';
import type { Prisma } from '../database/generated/client';
import { decide } from '../desired-states/desired-state';
import { lockForChange, type AccessChanges } from './access-changes';
import type { Wallet } from './wallet.type';

export interface Reassignment {
  walletId: string;
  ownerId: string;
  reason: string;
  /** Whether the devices stay usable: only where the new owner is the same person. */
  keepDevices: boolean;
}

/**
 * Gives a wallet to another user. Its devices hold key shares of whoever used them, so that they
 * are disabled unless they are to be kept. To the owner that it has, it changes nothing.
 */
export class ReassignWallet {
  constructor(private readonly changes: AccessChanges) {}

  /** For administrators, which the permission map sees to. */
  run(admin: Caller, reassignment: Reassignment): Promise<Wallet> {
    const { walletId, ownerId, reason, keepDevices } = reassignment;
    return this.changes.run(walletId, async (tx) => {
      // Users before wallets, as everywhere: otherwise two transactions could wait for each other.
      await tx.$executeRaw`INSERT INTO users (id) VALUES (${ownerId}) ON CONFLICT (id) DO NOTHING`;
      const wallet = await lockForChange(tx, { id: walletId });
      if (!wallet) throw notFound('wallet');
      if (wallet.ownerId === ownerId) return wallet;
      const reassigned = await tx.wallet.update({ where: { id: walletId }, data: { ownerId } });
      if (!keepDevices) await disableDevices(tx, walletId);
      await this.changes.recordDecision(tx, {
        ...{ action: 'REASSIGN_WALLET', walletId, actorId: admin.id, reason },
        ...{ fromOwnerId: wallet.ownerId, toOwnerId: ownerId },
      });
      return reassigned;
    });
  }
}

/** By an administrator's word, those that their owner had disabled included. */
async function disableDevices(tx: Prisma.TransactionClient, walletId: string): Promise<void> {
  const devices = await tx.device.updateManyAndReturn({
    where: { walletId },
    data: { status: 'DISABLED', disabledByAdmin: true },
    select: { id: true },
  });
  for (const { id } of devices) await decide(tx, { kind: 'DEVICE', id, walletId, enabled: false });
}
