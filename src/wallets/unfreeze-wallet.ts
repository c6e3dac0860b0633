import type { Caller } from '../api/caller';
import { notFound } from '../api/gateway-error';
import { decide } from '../desired-states/desired-state';
import { lockForChange, type AccessChanges } from './access-changes';
import type { Wallet } from './wallet.type';

/** Makes a frozen wallet what it was before. Repeating it changes nothing. */
export class UnfreezeWallet {
  constructor(private readonly changes: AccessChanges) {}

  /** For administrators, which the permission map sees to. */
  run(admin: Caller, walletId: string, reason: string): Promise<Wallet> {
    return this.changes.run(walletId, async (tx) => {
      const wallet = await lockForChange(tx, { id: walletId });
      if (!wallet) throw notFound('wallet');
      if (wallet.status !== 'FROZEN') return wallet;
      const unfrozen = await tx.wallet.update({
        where: { id: walletId },
        data: { status: wallet.frozenFrom ?? 'ACTIVE', frozenFrom: null },
      });
      await decide(tx, { kind: 'WALLET', id: walletId, walletId, enabled: true });
      await this.changes.recordDecision(tx, {
        action: 'UNFREEZE_WALLET',
        walletId,
        actorId: admin.id,
        reason,
      });
      return unfrozen;
    });
  }
}
