import { Field, Int, ObjectType } from 'type-graphql';

/** What is told of an asset wherever it stands; null where Fireblocks does not say. */
@ObjectType()
export abstract class AssetFacts {
  @Field(() => String, { nullable: true, description: 'Such as `ETH`.' })
  symbol!: string | null;

  @Field(() => String, { nullable: true, description: 'Its name.' })
  name!: string | null;

  @Field(() => Int, { nullable: true, description: 'Digits behind the point.' })
  decimals!: number | null;

  @Field(() => String, { nullable: true, description: 'The chain it lives on.' })
  blockchain!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is worthless by design.' })
  testnet!: boolean | null;
}
