import { Arg, Args, Query, Resolver } from 'type-graphql';
import { pageCost } from '../api/cost';
import { pageById } from '../api/id-pagination';
import { PageArgs, type Connection } from '../api/pagination';
import { isAssetId } from '../shared/ids';
import type { AssetCatalogue } from './asset-catalogue';
import { SupportedAssetConnection, type SupportedAsset } from './supported-asset.type';

@Resolver()
export class SupportedAssetResolver {
  constructor(private readonly catalogue: AssetCatalogue) {}

  @Query(() => SupportedAssetConnection, {
    nullable: true,
    complexity: pageCost,
    description:
      "The assets that a wallet can hold, by id, from Fireblocks' catalogue. Kept for some minutes, and longer while Fireblocks is away.",
  })
  async supportedAssets(
    @Args() page: PageArgs,
    @Arg('onlyBaseAssets', {
      defaultValue: false,
      description:
        'Only what Fireblocks calls base assets: the coins of the chains, and no tokens.',
    })
    onlyBaseAssets: boolean,
  ): Promise<Connection<SupportedAsset>> {
    const select = pageById<SupportedAsset>(page, isAssetId);
    return select(await this.catalogue.list(onlyBaseAssets));
  }
}
