import type { Clock } from '../../shared/clock';
import { add, compare, subtract } from '../decimal';
import { HttpError } from '../http/http-error';
import type { AssetRecord } from '../state/records';
import type { Store } from '../state/store';
import { depositAddress, depositTag } from './addresses';
import { findSupportedAsset } from './asset-catalogue';
import { assetKey } from './lookups';

export interface Holding {
  walletId: string;
  accountId: string;
  assetId: string;
}

/** Can be spent: not locked by a transaction that is under way. */
export function available(asset: AssetRecord): string {
  return subtract(asset.total, asset.locked);
}

/** What an account holds of each asset. */
export class Balances {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  find({ walletId, accountId, assetId }: Holding): AssetRecord | undefined {
    return this.store.assets.get(assetKey(walletId, accountId, assetId));
  }

  /** The asset of the account, made with nothing in it when it is new. 400 for an unsupported one. */
  ensure(holding: Holding): AssetRecord {
    const existing = this.find(holding);
    if (existing) return existing;
    const { walletId, accountId, assetId } = holding;
    const supported = findSupportedAsset(assetId);
    if (!supported) throw new HttpError(400, `Asset ${assetId} is not supported`);
    return this.save({
      ...{ walletId, accountId, assetId, activated: false },
      ...{ total: '0', locked: '0', createdAt: this.clock() },
      address: depositAddress(walletId, accountId, supported),
      tag: depositTag(walletId, accountId, supported),
    });
  }

  activate(holding: Holding): AssetRecord {
    return this.save({ ...this.ensure(holding), activated: true });
  }

  credit(holding: Holding, amount: string): void {
    const asset = this.ensure(holding);
    this.save({ ...asset, total: add(asset.total, amount) });
  }

  /** Sets an amount aside. False, and nothing is done, when less than that is available. */
  lock(holding: Holding, amount: string): boolean {
    const asset = this.find(holding);
    if (!asset || compare(amount, available(asset)) > 0) return false;
    this.save({ ...asset, locked: add(asset.locked, amount) });
    return true;
  }

  unlock(holding: Holding, amount: string): void {
    const asset = this.ensure(holding);
    this.save({ ...asset, locked: subtract(asset.locked, amount) });
  }

  /** Takes out an amount that is not locked, at most what is available. */
  spend(holding: Holding, amount: string): void {
    const asset = this.find(holding);
    if (!asset) return;
    const left = available(asset);
    const taken = compare(amount, left) > 0 ? left : amount;
    this.save({ ...asset, total: subtract(asset.total, taken) });
  }

  private save(asset: AssetRecord): AssetRecord {
    return this.store.assets.put(assetKey(asset.walletId, asset.accountId, asset.assetId), asset);
  }
}
