import type { NftRecord } from '../state/records';

export function nftView(nft: NftRecord): Record<string, unknown> {
  const { id, walletId, accountId, name, spam, createdAt } = nft;
  const at = Math.floor(createdAt / 1_000);
  return {
    ...{ id, tokenId: '7', standard: 'ERC1155', balance: '1', blockchainDescriptor: 'ETH_TEST5' },
    ...{ name, description: 'A simulated NFT', metadataURI: `https://nft.example/${id}.json` },
    media: [{ url: `https://nft.example/${id}.png`, contentType: 'IMAGE' }],
    collection: { id: 'simulated', name: 'Simulated NFTs', symbol: 'SIM' },
    ...{ ownershipStartTime: at, ownershipLastUpdateTime: at, status: 'LISTED' },
    spam: { result: spam, source: 'SYSTEM' },
    ...{ ncwId: walletId, ncwAccountId: accountId },
  };
}
