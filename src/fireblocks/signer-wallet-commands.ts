import type { EmbeddedWalletsApi } from '@fireblocks/ts-sdk/dist/api/embedded-wallets-api';
import {
  checkedAssetIds,
  checkedDeviceIds,
  checkedIdempotencyKey,
  checkedWalletId,
} from './checked-ids';
import { undefinedIfNotFound } from './not-found';
import { noContent, type TypedChannel } from './typed-channel';
import { depositAddress, latestBackup, type DepositAddress, type LatestBackup } from './wallet';

export interface SignerWalletCommands {
  addAsset(
    walletId: string,
    accountId: string,
    assetId: string,
    idempotencyKey: string,
  ): Promise<DepositAddress>;
  /** Without an idempotency key: repeating it is harmless, and a key would repeat an old answer. */
  setDeviceEnabled(walletId: string, deviceId: string, enabled: boolean): Promise<void>;
  /** Undefined when the wallet was never backed up. */
  latestBackup(walletId: string): Promise<LatestBackup | undefined>;
}

export function signerWalletCommands(
  channel: TypedChannel,
  api: EmbeddedWalletsApi,
): SignerWalletCommands {
  return {
    async addAsset(wallet, account, asset, key) {
      const ids = checkedAssetIds(wallet, account, asset);
      const request = { ...ids, idempotencyKey: checkedIdempotencyKey(key) };
      return channel.value('addAsset', depositAddress, () => api.addEmbeddedWalletAsset(request));
    },
    async setDeviceEnabled(wallet, device, enabled) {
      const request = { ...checkedDeviceIds(wallet, device), enableDevice: { enabled } };
      await channel.value('setDeviceEnabled', noContent, () =>
        api.updateEmbeddedWalletDeviceStatus(request),
      );
    },
    async latestBackup(wallet) {
      const request = { walletId: checkedWalletId(wallet) };
      return undefinedIfNotFound(
        channel.value('latestBackup', latestBackup, () =>
          api.getEmbeddedWalletLatestBackup(request),
        ),
      );
    },
  };
}
