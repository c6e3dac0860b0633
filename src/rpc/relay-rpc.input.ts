import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';

@InputType({ description: 'Input of `relayRpc`.' })
export class RelayRpcInput {
  @Field(() => ID, { description: "The caller's own wallet." })
  walletId!: string;

  @Field(() => ID, { description: 'An enabled device of that wallet.' })
  deviceId!: string;

  @Field({
    description:
      "The NCW SDK's outgoing message, unchanged: a JSON object as a string, at most 2 MiB.",
  })
  payload!: string;
}

@ObjectType({ description: 'Outcome of `relayRpc`.' })
export class RelayRpcPayload {
  @Field(() => GraphQLJSON, {
    description:
      "What the SDK's message handler must resolve with, unchanged: `{result}`, `{error: {message, code}}` or `{}`.",
  })
  response!: unknown;
}
