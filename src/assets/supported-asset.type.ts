import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../api/pagination';

@ObjectType({ description: 'An asset that `addAsset` can activate, from Fireblocks’ catalogue.' })
export class SupportedAsset {
  @Field(() => ID, { description: "Fireblocks' asset id, such as `ETH_TEST5`." })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Such as `ETH`.' })
  symbol!: string | null;

  @Field(() => String, { nullable: true, description: 'Its name.' })
  name!: string | null;

  @Field(() => Int, { nullable: true, description: 'Digits behind the point.' })
  decimals!: number | null;

  @Field(() => String, { nullable: true, description: 'The chain it lives on.' })
  blockchain!: string | null;

  @Field(() => String, { nullable: true, description: 'That chain as people call it.' })
  blockchainName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A token's contract or issuer on its chain; null for a chain's own coin.",
  })
  contractAddress!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is worthless by design.' })
  testnet!: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its chain is being given up.' })
  deprecated!: boolean | null;
}

export const SupportedAssetConnection = connectionType('SupportedAsset', SupportedAsset, 'by id');
