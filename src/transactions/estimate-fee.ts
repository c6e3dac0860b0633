import type { Caller } from '../api/caller';
import type { FireblocksTransactions } from '../fireblocks/transactions';
import type { WalletFinder } from '../wallets/wallet-finder';
import type { FeeEstimate } from './fee-estimate.type';
import type { Movement } from './parse-transfer';

/** What a transfer would cost. Nothing moves: a frozen wallet's owner may ask like any other. */
export class EstimateFee {
  constructor(
    private readonly wallets: WalletFinder,
    private readonly upstream: FireblocksTransactions,
  ) {}

  async run(caller: Caller, { walletId, ...movement }: Movement): Promise<FeeEstimate> {
    await this.wallets.requireOwn(caller, walletId);
    return this.upstream.estimateFee({ ...movement, sourceWalletId: walletId });
  }
}
