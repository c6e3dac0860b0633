import { Field, ID, InputType, ObjectType } from 'type-graphql';

@ObjectType({ description: 'An account of a wallet: assets with addresses of their own.' })
export class Account {
  @Field(() => ID, { description: 'Names the account in its wallet.' })
  id!: string;

  @Field(() => ID, {
    description: "Fireblocks' number of it within the wallet; the first is `0`.",
  })
  accountId!: string;

  /** Not part of the API. */
  walletId!: string;
}

export function toAccount(walletId: string, accountId: string): Account {
  return { id: `${walletId}:${accountId}`, accountId, walletId };
}

@InputType({ description: 'Input of `createAccount`.' })
export class CreateAccountInput {
  @Field({
    description:
      'Chosen by the client, 1 to 255 characters, kept for 24 hours: the same key gives the same account.',
  })
  idempotencyKey!: string;

  @Field(() => ID, { description: "The caller's own wallet." })
  walletId!: string;
}

@ObjectType({ description: 'Outcome of `createAccount`.' })
export class CreateAccountPayload {
  @Field({ description: 'The new account; for a repeated key the first one.' })
  account!: Account;
}
