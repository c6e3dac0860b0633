import { Field, ID, ObjectType } from 'type-graphql';
import { DecimalScalar } from '../api/scalars';

@ObjectType({ description: 'A picture, film or sound of an NFT.' })
export class NftMedium {
  @Field({ description: 'Where Fireblocks keeps a copy, or the original is.' })
  url!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it is, in Fireblocks’ words, such as `IMAGE` or `VIDEO`.',
  })
  contentType!: string | null;
}

@ObjectType({ description: 'The collection that an NFT belongs to.' })
export class NftCollection {
  @Field(() => ID, { description: "Fireblocks' id of it." })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Its name.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Its symbol.' })
  symbol!: string | null;
}

@ObjectType({
  description:
    'An NFT in an account of a wallet. Name, description and media are its maker’s words; nobody has checked them.',
})
export class Nft {
  @Field(() => ID, { description: 'Names the NFT in its wallet and account.' })
  id!: string;

  @Field(() => ID, { description: "Fireblocks' asset id of it." })
  assetId!: string;

  @Field(() => ID, { description: 'The account of the wallet.' })
  accountId!: string;

  @Field(() => String, { nullable: true, description: 'Its number within its contract.' })
  tokenId!: string | null;

  @Field(() => String, { nullable: true, description: 'Such as `ERC721` or `ERC1155`.' })
  standard!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'How many of it there are.' })
  quantity!: string | null;

  @Field(() => String, { nullable: true, description: 'The chain it lives on.' })
  blockchain!: string | null;

  @Field(() => String, { nullable: true, description: 'Its name.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is.' })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'Where its metadata is (JSON).' })
  metadataUrl!: string | null;

  @Field(() => [NftMedium], { description: 'What can be seen or heard of it.' })
  media!: NftMedium[];

  @Field(() => NftCollection, { nullable: true, description: 'Its collection.' })
  collection!: NftCollection | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether Fireblocks or the workspace holds it for spam; null: not judged.',
  })
  spam!: boolean | null;
}
