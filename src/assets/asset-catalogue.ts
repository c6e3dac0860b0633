import { LRUCache } from 'lru-cache';
import type { CatalogueReads } from '../fireblocks/supported-assets';
import type { WalletAsset as UpstreamAsset } from '../fireblocks/wallet';
import type { Clock } from '../shared/clock';
import { MINUTE_MS } from '../shared/durations';
import type { Logger } from '../shared/logger';
import { outsideRequestScope } from '../shared/request-scope';
import type { SupportedAsset } from './supported-asset.type';

interface AssetCatalogueOptions {
  upstream: CatalogueReads;
  clock: Clock;
  log: Logger;
}

type Part = 'all' | 'base';

interface Copy {
  assets: readonly SupportedAsset[];
  readAt: number;
}

const FRESH_MS = 10 * MINUTE_MS;
/** So old a copy is answered at once, and renewed for those who come later. */
const USABLE_MS = 60 * MINUTE_MS;
/** What has failed is not tried again at once, however many ask. */
const PAUSE_MS = 10_000;

/**
 * What Fireblocks supports, which is the same for everybody: read for all callers together, and
 * kept. A copy of any age is better than none while Fireblocks is away.
 */
export class AssetCatalogue {
  private readonly failures = new Map<Part, { error: unknown; until: number }>();
  private readonly copies: LRUCache<Part, Copy>;

  constructor(private readonly options: AssetCatalogueOptions) {
    this.copies = new LRUCache({
      max: 2,
      ttl: FRESH_MS,
      ttlResolution: 0,
      perf: { now: options.clock },
      noDeleteOnStaleGet: true,
      // On behalf of everybody: neither in the share of who came first, nor ended when that one goes.
      fetchMethod: (part) => outsideRequestScope(() => this.read(part)),
    });
  }

  /** In the order of their ids. */
  async list(onlyBase: boolean): Promise<readonly SupportedAsset[]> {
    const part = onlyBase ? 'base' : 'all';
    const copy = this.copies.peek(part, { allowStale: true });
    const { assets } = await this.copies.forceFetch(part, {
      allowStale: copy !== undefined && this.options.clock() - copy.readAt < USABLE_MS,
      allowStaleOnFetchRejection: copy !== undefined,
    });
    return assets;
  }

  private async read(part: Part): Promise<Copy> {
    const { upstream, clock, log } = this.options;
    const failure = this.failures.get(part);
    if (failure && clock() < failure.until) throw failure.error;
    try {
      const assets = await upstream.listSupportedAssets(part === 'base');
      this.failures.delete(part);
      return { assets: toCatalogue(assets), readAt: clock() };
    } catch (error) {
      log.warn({ err: error }, 'the supported assets could not be read');
      this.failures.set(part, { error, until: clock() + PAUSE_MS });
      throw error;
    }
  }
}

/** Each once: a list that changes between two of its pages repeats some. */
function toCatalogue(assets: readonly UpstreamAsset[]): SupportedAsset[] {
  const byId = new Map(assets.map((asset) => [asset.id, toSupportedAsset(asset)]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function toSupportedAsset(asset: UpstreamAsset): SupportedAsset {
  const { id, symbol, name, decimals, blockchain, testnet, deprecated } = asset;
  return {
    ...{ id, symbol, name, decimals, blockchain, testnet, deprecated },
    blockchainName: asset.blockchainDisplayName,
    contractAddress: asset.ethContractAddress ?? asset.issuerAddress,
  };
}
