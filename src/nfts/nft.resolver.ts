import { Arg, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context';
import { upstreamListCost } from '../api/cost';
import { requireAccountId } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import { Wallet } from '../wallets/wallet.type';
import type { NftReader } from './nft-reader';
import { Nft } from './nft.type';

@Resolver(() => Wallet)
export class WalletNftsResolver {
  constructor(private readonly reader: NftReader) {}

  @FieldResolver(() => [Nft], {
    nullable: true,
    complexity: upstreamListCost,
    description: 'The NFTs in an account, asked of Fireblocks; at most 1,000.',
  })
  nfts(
    @Root() wallet: Wallet,
    @Arg('accountId', () => ID, { defaultValue: '0', description: 'The account.' })
    accountId: string,
    @Arg('includeSpam', { defaultValue: false, description: 'Also what is held for spam.' })
    includeSpam: boolean,
    @Ctx() context: Context,
  ): Promise<Nft[]> {
    const place = {
      walletId: wallet.id,
      accountId: requireAccountId('accountId', accountId),
      includeSpam,
    };
    return this.reader.list(requireCaller(context), place);
  }
}
