import type { EmbeddedWalletsApi } from '@fireblocks/ts-sdk/dist/api/embedded-wallets-api';
import { z } from 'zod';
import { isAssetId } from '../shared/ids';
import { FireblocksError } from './fireblocks-error';
import { everyPage, pageOf, pageQuery } from './page';
import type { TypedChannel } from './typed-channel';
import { walletAsset, type WalletAsset } from './wallet';

export interface CatalogueReads {
  /** What can be activated in wallets, page by page. `onlyBase`: what Fireblocks calls base assets. */
  listSupportedAssets(onlyBase: boolean): Promise<WalletAsset[]>;
}

const supportedAsset = walletAsset.refine(({ id }) => isAssetId(id));

const PAGE_SIZE = 50;
/** 20,000 assets: only a list without an end has more. */
const MAX_PAGES = 400;

export function catalogueReads(channel: TypedChannel, api: EmbeddedWalletsApi): CatalogueReads {
  return {
    async listSupportedAssets(onlyBaseAssets) {
      const all = await everyPage('supported assets', MAX_PAGES, (cursor) => {
        const request = { onlyBaseAssets, ...pageQuery({ cursor, size: PAGE_SIZE }) };
        return channel.value('listSupportedAssets', pageOf(z.unknown()), () =>
          api.getEmbeddedWalletSupportedAssets(request),
        );
      });
      // One entry that cannot be read must not cost the whole catalogue; all of them are no catalogue.
      const assets = all.flatMap((item) => supportedAsset.safeParse(item).data ?? []);
      if (assets.length > 0) return assets;
      throw new FireblocksError('MALFORMED', { upstreamMessage: 'No supported asset' });
    },
  };
}
