import { NFTsApi } from '@fireblocks/ts-sdk/dist/api/nfts-api';
import { z } from 'zod';
import { isAssetId, parseUuid } from '../shared/ids';
import { checkedAccountId, checkedWalletId } from './checked-ids';
import { amountOrNull, idOrNull, textOrNull } from './lenient';
import { firstPages, pageOf } from './page';
import type { TypedChannel } from './typed-channel';

export interface NftPlace {
  walletId: string;
  accountId: string;
  /** Whether what Fireblocks or the workspace holds for spam is among them. */
  includeSpam: boolean;
}

/** NFTs in end users' wallets. Throws FireblocksError. */
export interface FireblocksNfts {
  /** Of one account, the first 1,000. */
  listOwned(place: NftPlace): Promise<OwnedNft[]>;
}

const medium = z.object({ url: z.string().min(1), contentType: textOrNull });
const collection = z.object({ id: z.string().min(1), name: textOrNull, symbol: textOrNull });

/** What of it can be read; what is written by an NFT's maker must not cost the whole list. */
const media = z
  .array(z.unknown())
  .nullish()
  .catch(null)
  .transform((all) => (all ?? []).flatMap((one) => medium.safeParse(one).data ?? []));

const ownedNft = z.object({
  id: z.string().refine(isAssetId),
  tokenId: idOrNull,
  standard: textOrNull,
  balance: amountOrNull,
  blockchainDescriptor: textOrNull,
  name: textOrNull,
  description: textOrNull,
  metadataURI: textOrNull,
  media,
  collection: collection.nullish().catch(null),
  spam: z.object({ result: z.boolean() }).nullish().catch(null),
  ncwId: textOrNull,
  ncwAccountId: idOrNull,
});
export type OwnedNft = z.output<typeof ownedNft>;

const PAGE_SIZE = 100;
const MAX_PAGES = 10;

export function createNfts(channel: TypedChannel): FireblocksNfts {
  const api = new NFTsApi(channel.configuration, undefined, channel.axios);
  return {
    async listOwned({ walletId, accountId, includeSpam }) {
      const [ncwId, ncwAccountIds] = [checkedWalletId(walletId), checkedAccountId(accountId)];
      const request = {
        ...({ walletType: 'END_USER_WALLET', ncwId, ncwAccountIds, pageSize: PAGE_SIZE } as const),
        spam: includeSpam ? ('all' as const) : ('false' as const),
      };
      const { items } = await firstPages(MAX_PAGES, (pageCursor) =>
        channel.value('listNfts', pageOf(ownedNft), () =>
          api.getOwnershipTokens(pageCursor === undefined ? request : { ...request, pageCursor }),
        ),
      );
      return items.filter((nft) => isOf(ncwId, ncwAccountIds, nft));
    },
  };
}

/** The list is the workspace's, narrowed by parameters: what names another place is left out. */
function isOf(walletId: string, account: string, { ncwId, ncwAccountId }: OwnedNft): boolean {
  if (ncwId !== null && parseUuid(ncwId) !== walletId) return false;
  return ncwAccountId === null || ncwAccountId === account;
}
