import { Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '../api/pagination';
import { AssetFacts } from './asset-facts.type';

@ObjectType({ description: 'An asset that `addAsset` can activate, from Fireblocks’ catalogue.' })
export class SupportedAsset extends AssetFacts {
  @Field(() => ID, { description: "Fireblocks' asset id, such as `ETH_TEST5`." })
  id!: string;

  @Field(() => String, { nullable: true, description: 'That chain as people call it.' })
  blockchainName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A token's contract or issuer on its chain; null for a chain's own coin.",
  })
  contractAddress!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its chain is being given up.' })
  deprecated!: boolean | null;
}

export const SupportedAssetConnection = connectionType('SupportedAsset', SupportedAsset, 'by id');
