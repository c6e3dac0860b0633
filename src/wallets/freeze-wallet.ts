import type { Caller } from '../api/caller';
import { notFound } from '../api/gateway-error';
import { decide } from '../desired-states/desired-state';
import { lockForChange, type AccessChanges } from './access-changes';
import type { Wallet } from './wallet.type';

/** Stops a wallet: it can be read, and its transactions cancelled. Repeating it changes nothing. */
export class FreezeWallet {
  constructor(private readonly changes: AccessChanges) {}

  /** For administrators, which the permission map sees to. */
  run(admin: Caller, walletId: string, reason: string): Promise<Wallet> {
    return this.changes.run(walletId, async (tx) => {
      const wallet = await lockForChange(tx, { id: walletId });
      if (!wallet) throw notFound('wallet');
      if (wallet.status === 'FROZEN') return wallet;
      const frozen = await tx.wallet.update({
        where: { id: walletId },
        data: { status: 'FROZEN', frozenFrom: wallet.status },
      });
      await decide(tx, { kind: 'WALLET', id: walletId, walletId, enabled: false });
      await this.changes.recordDecision(tx, {
        action: 'FREEZE_WALLET',
        walletId,
        actorId: admin.id,
        reason,
      });
      return frozen;
    });
  }
}
