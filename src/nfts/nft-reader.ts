import type { Caller } from '../api/caller';
import type { FireblocksNfts, NftPlace, OwnedNft } from '../fireblocks/nfts';
import type { WalletFinder } from '../wallets/wallet-finder';
import type { Nft } from './nft.type';

/** NFTs as Fireblocks has them, of wallets that the caller may see. */
export class NftReader {
  constructor(
    private readonly wallets: WalletFinder,
    private readonly upstream: FireblocksNfts,
  ) {}

  async list(caller: Caller, place: NftPlace): Promise<Nft[]> {
    await this.wallets.require(caller, place.walletId);
    const nfts = await this.upstream.listOwned(place);
    return nfts.map((nft) => toNft(nft, place));
  }
}

function toNft(nft: OwnedNft, { walletId, accountId }: NftPlace): Nft {
  const { id: assetId, tokenId, standard, name, description, media } = nft;
  return {
    id: `${walletId}:${accountId}:${assetId}`,
    ...{ assetId, accountId, tokenId, standard, name, description, media },
    quantity: nft.balance,
    blockchain: nft.blockchainDescriptor,
    metadataUrl: nft.metadataURI,
    collection: nft.collection ?? null,
    spam: nft.spam?.result ?? null,
  };
}
