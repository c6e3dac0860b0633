import type { EmbeddedWalletsApi } from '@fireblocks/ts-sdk/dist/api/embedded-wallets-api';
import { checkedIdempotencyKey, checkedWalletId } from './checked-ids';
import { noContent, type TypedChannel } from './typed-channel';
import { createdAccount, createdWallet, type WalletAccount } from './wallet';
import { listAllAccounts } from './wallet-accounts';

export interface AdminWalletCommands {
  createWallet(idempotencyKey: string): Promise<{ walletId: string }>;
  /** Accounts are numbered in the order of their making: the first is "0". */
  createAccount(walletId: string, idempotencyKey: string): Promise<WalletAccount>;
  /** All accounts, page by page. */
  listAccounts(walletId: string): Promise<WalletAccount[]>;
  /** Without an idempotency key: repeating it is harmless, and a key would repeat an old answer. */
  setWalletEnabled(walletId: string, enabled: boolean): Promise<void>;
}

export function adminWalletCommands(
  channel: TypedChannel,
  api: EmbeddedWalletsApi,
): AdminWalletCommands {
  return {
    async createWallet(key) {
      const request = { idempotencyKey: checkedIdempotencyKey(key) };
      return channel.value('createWallet', createdWallet, () => api.createEmbeddedWallet(request));
    },
    async createAccount(wallet, key) {
      const walletId = checkedWalletId(wallet);
      const request = { walletId, idempotencyKey: checkedIdempotencyKey(key) };
      return channel.value('createAccount', createdAccount, () =>
        api.createEmbeddedWalletAccount(request),
      );
    },
    async listAccounts(wallet) {
      return listAllAccounts(channel, checkedWalletId(wallet));
    },
    async setWalletEnabled(wallet, enabled) {
      const request = { walletId: checkedWalletId(wallet), enableWallet: { enabled } };
      await channel.value('setWalletEnabled', noContent, () =>
        api.updateEmbeddedWalletStatus(request),
      );
    },
  };
}
