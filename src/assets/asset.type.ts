import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DecimalScalar } from '../api/scalars';
import { AssetFacts } from './asset-facts.type';

@ObjectType({
  description: "An asset that is activated in an account of a wallet, from Fireblocks' books.",
})
export class WalletAsset extends AssetFacts {
  @Field(() => ID, { description: 'Names the asset in its wallet and account.' })
  id!: string;

  @Field(() => ID, { description: "Fireblocks' asset id, such as `ETH_TEST5`." })
  assetId!: string;

  @Field(() => ID, { description: 'The account of the wallet.' })
  accountId!: string;

  /** Not part of the API. */
  walletId!: string;
}

@ObjectType({ description: 'Where the asset is received.' })
export class DepositAddress {
  @Field({ description: 'The address on the chain.' })
  address!: string;

  @Field(() => String, { nullable: true, description: 'Memo or tag that must go with it.' })
  tag!: string | null;
}

@ObjectType({ description: 'How much of an asset there is; null where Fireblocks does not know.' })
export class AssetBalance {
  @Field(() => DecimalScalar, { nullable: true, description: 'All of it.' })
  total!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'What can be sent.' })
  available!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'What is on its way.' })
  pending!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'What compliance has frozen.' })
  frozen!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'What transactions have reserved.' })
  locked!: string | null;
}

@InputType({ description: 'Input of `addAsset`.' })
export class AddAssetInput {
  @Field(() => ID, { description: "The caller's own wallet." })
  walletId!: string;

  @Field(() => ID, { defaultValue: '0', description: 'The account of the wallet.' })
  accountId!: string;

  @Field(() => ID, { description: "Fireblocks' asset id, such as `ETH_TEST5`." })
  assetId!: string;
}

@ObjectType({ description: 'Outcome of `addAsset`.' })
export class AddAssetPayload {
  @Field({ description: 'The activated asset, with its deposit address.' })
  asset!: WalletAsset;
}
