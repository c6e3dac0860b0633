import { EmbeddedWalletsApi } from '@fireblocks/ts-sdk/dist/api/embedded-wallets-api';
import { adminWalletCommands, type AdminWalletCommands } from './admin-wallet-commands';
import { signerWalletCommands, type SignerWalletCommands } from './signer-wallet-commands';
import { catalogueReads, type CatalogueReads } from './supported-assets';
import type { TypedChannel } from './typed-channel';
import {
  assetReads,
  enabledReads,
  setupReads,
  type AssetReads,
  type EnabledReads,
  type SetupReads,
} from './wallet-reads';

/** Wallets, accounts, assets and devices. Every method throws FireblocksError. */
export interface FireblocksWallets
  extends
    AdminWalletCommands,
    SignerWalletCommands,
    AssetReads,
    CatalogueReads,
    EnabledReads,
    SetupReads {}

/**
 * Fireblocks gives each role its own operations: making wallets and freezing them is the admin's,
 * adding assets and disabling devices the signer's. Plain reads go with the admin.
 */
export function createWallets(admin: TypedChannel, signer: TypedChannel): FireblocksWallets {
  const adminApi = new EmbeddedWalletsApi(admin.configuration, undefined, admin.axios);
  const signerApi = new EmbeddedWalletsApi(signer.configuration, undefined, signer.axios);
  return {
    ...adminWalletCommands(admin, adminApi),
    ...signerWalletCommands(signer, signerApi),
    ...assetReads(admin, adminApi),
    ...catalogueReads(admin, adminApi),
    ...enabledReads(admin, adminApi),
    ...setupReads(admin, adminApi),
  };
}
