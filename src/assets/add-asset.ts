import type { Caller } from '../api/caller';
import type { FireblocksWallets } from '../fireblocks/wallets';
import type { Intent } from '../intents/intent';
import type { IntentStore } from '../intents/intent-store';
import { runIntent } from '../intents/run-intent';
import type { Logger } from '../shared/logger';
import type { WalletFinder } from '../wallets/wallet-finder';
import type { AssetReader } from './asset-reader';
import type { WalletAsset } from './asset.type';

export interface AssetPlace {
  walletId: string;
  accountId: string;
  assetId: string;
}

interface AddAssetOptions {
  intents: IntentStore;
  wallets: WalletFinder;
  upstream: FireblocksWallets;
  reader: AssetReader;
  log: Logger;
}

/**
 * Activates an asset in an account. The place is the key: an asset is active or it is not, so that
 * a repetition needs no idempotency key of the client.
 */
export class AddAsset {
  constructor(private readonly options: AddAssetOptions) {}

  async run(caller: Caller, place: AssetPlace): Promise<WalletAsset> {
    const { intents, wallets, reader } = this.options;
    const { walletId, accountId, assetId } = place;
    await wallets.requireUsableOwn(caller, walletId);
    const begun = await intents.begin({
      caller,
      operation: 'addAsset',
      scope: 'addAsset',
      key: encodePlace(place),
      input: {},
      walletId,
      guard: (tx) => wallets.requireUsableOwn(caller, walletId, tx),
    });
    if (begun.state === 'RUN') await this.complete(begun.intent);
    return reader.get(caller, walletId, accountId, assetId);
  }

  /** Does what is left to do for an intent, from wherever an earlier run ended. */
  async complete(intent: Intent): Promise<void> {
    const { intents, log, upstream } = this.options;
    const { walletId, accountId, assetId } = decodePlace(intent.key);
    await runIntent({
      intents,
      intent,
      log,
      effect: async (current) => {
        await upstream.addAsset(walletId, accountId, assetId, current.upstreamKey);
        await intents.update(current, { state: 'SUCCEEDED', entityId: assetId });
      },
    });
  }
}

function encodePlace({ walletId, accountId, assetId }: AssetPlace): string {
  return `${walletId}/${accountId}/${assetId}`;
}

function decodePlace(key: string): AssetPlace {
  const [walletId, accountId, assetId] = key.split('/');
  if (walletId === undefined || accountId === undefined || assetId === undefined) {
    throw new Error(`an addAsset intent has the key ${key}`);
  }
  return { walletId, accountId, assetId };
}
