import type { EmbeddedWalletsApi } from '@fireblocks/ts-sdk/dist/api/embedded-wallets-api';
import {
  checkedAccountId,
  checkedAssetIds,
  checkedDeviceIds,
  checkedWalletId,
} from './checked-ids';
import { undefinedIfNotFound } from './not-found';
import { pageOf, pageQuery, type Page, type PageRequest } from './page';
import {
  deviceSetupStatus,
  walletSetupStatus,
  type DeviceSetupStatus,
  type WalletSetupStatus,
} from './setup-status';
import type { TypedChannel } from './typed-channel';
import {
  assetBalance,
  depositAddress,
  enabledState,
  walletAsset,
  type AssetBalance,
  type DepositAddress,
  type WalletAsset,
} from './wallet';

export interface AssetReads {
  listAssets(walletId: string, accountId: string, page: PageRequest): Promise<Page<WalletAsset>>;
  getAsset(walletId: string, accountId: string, assetId: string): Promise<WalletAsset>;
  getBalance(walletId: string, accountId: string, assetId: string): Promise<AssetBalance>;
  listAddresses(
    walletId: string,
    accountId: string,
    assetId: string,
    page: PageRequest,
  ): Promise<Page<DepositAddress>>;
}

export interface SetupReads {
  walletSetupStatus(walletId: string): Promise<WalletSetupStatus>;
  deviceSetupStatus(walletId: string, deviceId: string): Promise<DeviceSetupStatus>;
}

/** Undefined where Fireblocks does not know the wallet or device. */
export interface EnabledReads {
  walletEnabled(walletId: string): Promise<boolean | undefined>;
  deviceEnabled(walletId: string, deviceId: string): Promise<boolean | undefined>;
}

export function assetReads(channel: TypedChannel, api: EmbeddedWalletsApi): AssetReads {
  return {
    async listAssets(wallet, account, page) {
      const walletId = checkedWalletId(wallet);
      const request = { walletId, accountId: checkedAccountId(account), ...pageQuery(page) };
      return channel.value('listAssets', pageOf(walletAsset), () =>
        api.getEmbeddedWalletAssets(request),
      );
    },
    async getAsset(wallet, account, asset) {
      const request = checkedAssetIds(wallet, account, asset);
      return channel.value('getAsset', walletAsset, () => api.getEmbeddedWalletAsset(request));
    },
    async getBalance(wallet, account, asset) {
      const request = checkedAssetIds(wallet, account, asset);
      return channel.value('getBalance', assetBalance, () =>
        api.getEmbeddedWalletAssetBalance(request),
      );
    },
    async listAddresses(wallet, account, asset, page) {
      const request = { ...checkedAssetIds(wallet, account, asset), ...pageQuery(page) };
      return channel.value('listAddresses', pageOf(depositAddress), () =>
        api.getEmbeddedWalletAddresses(request),
      );
    },
  };
}

export function setupReads(channel: TypedChannel, api: EmbeddedWalletsApi): SetupReads {
  return {
    async walletSetupStatus(wallet) {
      const request = { walletId: checkedWalletId(wallet) };
      return channel.value('walletSetupStatus', walletSetupStatus, () =>
        api.getEmbeddedWalletSetupStatus(request),
      );
    },
    async deviceSetupStatus(wallet, device) {
      const request = checkedDeviceIds(wallet, device);
      return channel.value('deviceSetupStatus', deviceSetupStatus, () =>
        api.getEmbeddedWalletDeviceSetupState(request),
      );
    },
  };
}

export function enabledReads(channel: TypedChannel, api: EmbeddedWalletsApi): EnabledReads {
  return {
    async walletEnabled(wallet) {
      const request = { walletId: checkedWalletId(wallet) };
      const state = await undefinedIfNotFound(
        channel.value('getWallet', enabledState, () => api.getEmbeddedWallet(request)),
      );
      return state?.enabled;
    },
    async deviceEnabled(wallet, device) {
      const request = checkedDeviceIds(wallet, device);
      const state = await undefinedIfNotFound(
        channel.value('getDevice', enabledState, () => api.getEmbeddedWalletDevice(request)),
      );
      return state?.enabled;
    },
  };
}
