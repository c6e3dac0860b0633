import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context';
import { upstreamCost, upstreamListCost } from '../api/cost';
import { requireAccountId, requireAssetId, requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import { Wallet } from '../wallets/wallet.type';
import type { AddAsset } from './add-asset';
import type { AssetReader } from './asset-reader';
import {
  AddAssetInput,
  AddAssetPayload,
  AssetBalance,
  DepositAddress,
  WalletAsset,
} from './asset.type';

@Resolver(() => WalletAsset)
export class AssetResolver {
  constructor(
    private readonly reader: AssetReader,
    private readonly addAssetUseCase: AddAsset,
  ) {}

  @Mutation(() => AddAssetPayload, {
    nullable: true,
    complexity: upstreamCost,
    description: 'Activates an asset in an account of your wallet. Safe to repeat.',
  })
  async addAsset(
    @Arg('input', { description: 'Which asset where.' }) input: AddAssetInput,
    @Ctx() context: Context,
  ): Promise<AddAssetPayload> {
    const place = {
      walletId: requireUuid('input.walletId', input.walletId),
      accountId: requireAccountId('input.accountId', input.accountId),
      assetId: requireAssetId('input.assetId', input.assetId),
    };
    return { asset: await this.addAssetUseCase.run(requireCaller(context), place) };
  }

  @FieldResolver(() => AssetBalance, {
    nullable: true,
    complexity: upstreamCost,
    description: 'How much of it there is, asked of Fireblocks.',
  })
  balance(@Root() asset: WalletAsset): Promise<AssetBalance> {
    return this.reader.balance(asset);
  }

  @FieldResolver(() => DepositAddress, {
    nullable: true,
    complexity: upstreamCost,
    description: 'Where it is received, asked of Fireblocks; null while there is no address.',
  })
  depositAddress(@Root() asset: WalletAsset): Promise<DepositAddress | null> {
    return this.reader.depositAddress(asset);
  }
}

@Resolver(() => Wallet)
export class WalletAssetsResolver {
  constructor(private readonly reader: AssetReader) {}

  @FieldResolver(() => [WalletAsset], {
    nullable: true,
    complexity: upstreamListCost,
    description: 'The assets that are activated in an account, asked of Fireblocks; at most 1,000.',
  })
  assets(
    @Root() wallet: Wallet,
    @Arg('accountId', () => ID, { defaultValue: '0', description: 'The account.' })
    accountId: string,
    @Ctx() context: Context,
  ): Promise<WalletAsset[]> {
    const account = requireAccountId('accountId', accountId);
    return this.reader.list(requireCaller(context), wallet.id, account);
  }
}
