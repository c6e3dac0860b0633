import type { Caller } from '../api/caller';
import type { FireblocksWallets } from '../fireblocks/wallets';
import type { WalletFinder } from '../wallets/wallet-finder';
import { toAccount, type Account } from './account.type';

/** Accounts as Fireblocks has them, of wallets that the caller may see. */
export class AccountReader {
  constructor(
    private readonly wallets: WalletFinder,
    private readonly upstream: FireblocksWallets,
  ) {}

  async list(caller: Caller, walletId: string): Promise<Account[]> {
    await this.wallets.require(caller, walletId);
    const accounts = await this.upstream.listAccounts(walletId);
    return accounts.map(({ accountId }) => toAccount(walletId, accountId));
  }
}
