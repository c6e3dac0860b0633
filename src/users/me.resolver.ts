import { Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../api/context';
import { requireCaller } from '../api/require-caller';

@ObjectType({ description: 'Who is calling, as the token says.' })
export class Me {
  @Field(() => ID, { description: "The token's subject." })
  id!: string;

  @Field(() => [String], { description: "The token's scopes." })
  scopes!: readonly string[];

  @Field({ description: 'When the token ends.' })
  expiresAt!: Date;
}

@Resolver(() => Me)
export class MeResolver {
  @Query(() => Me, { description: 'Who is calling.' })
  me(@Ctx() context: Context): Me {
    const { id, scopes, expiresAt } = requireCaller(context);
    return { id, scopes, expiresAt: new Date(expiresAt) };
  }
}
