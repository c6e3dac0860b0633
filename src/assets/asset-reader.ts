import type { Caller } from '../api/caller';
import { firstPages } from '../fireblocks/page';
import type { WalletAsset as UpstreamAsset } from '../fireblocks/wallet';
import type { FireblocksWallets } from '../fireblocks/wallets';
import type { WalletFinder } from '../wallets/wallet-finder';
import type { AssetBalance, DepositAddress, WalletAsset } from './asset.type';

/** The most that Fireblocks gives in one answer. */
const PAGE_SIZE = 50;
/** 1,000 assets: more than any account has; an endless `next` must not become an endless loop. */
const MAX_PAGES = 20;

/** Assets as Fireblocks has them, of wallets that the caller may see. */
export class AssetReader {
  constructor(
    private readonly wallets: WalletFinder,
    private readonly upstream: FireblocksWallets,
  ) {}

  async list(caller: Caller, walletId: string, accountId: string): Promise<WalletAsset[]> {
    await this.wallets.require(caller, walletId);
    const { items } = await firstPages(MAX_PAGES, (cursor) =>
      this.upstream.listAssets(walletId, accountId, { size: PAGE_SIZE, cursor }),
    );
    return items.map((asset) => toAsset(asset, walletId, accountId));
  }

  async get(
    caller: Caller,
    walletId: string,
    accountId: string,
    assetId: string,
  ): Promise<WalletAsset> {
    await this.wallets.require(caller, walletId);
    return toAsset(await this.upstream.getAsset(walletId, accountId, assetId), walletId, accountId);
  }

  /** Of an asset that was read through this reader, hence of a visible wallet. */
  async balance({ walletId, accountId, assetId }: WalletAsset): Promise<AssetBalance> {
    const balance = await this.upstream.getBalance(walletId, accountId, assetId);
    return { ...balance, locked: balance.lockedAmount };
  }

  async depositAddress({
    walletId,
    accountId,
    assetId,
  }: WalletAsset): Promise<DepositAddress | null> {
    const { items } = await this.upstream.listAddresses(walletId, accountId, assetId, { size: 1 });
    const [address] = items;
    return address ? { address: address.address, tag: address.tag } : null;
  }
}

function toAsset(asset: UpstreamAsset, walletId: string, accountId: string): WalletAsset {
  const { id: assetId, symbol, name, decimals, blockchain, testnet } = asset;
  return {
    id: `${walletId}:${accountId}:${assetId}`,
    assetId,
    accountId,
    walletId,
    symbol,
    name,
    decimals,
    blockchain,
    testnet,
  };
}
