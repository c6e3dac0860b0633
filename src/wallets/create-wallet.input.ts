import { Field, InputType, ObjectType } from 'type-graphql';
import { Wallet } from './wallet.type';

@InputType({ description: 'Input of `createWallet`.' })
export class CreateWalletInput {
  @Field({
    description:
      'Chosen by the client, 1 to 255 characters, kept for 24 hours: the same key gives the same wallet.',
  })
  idempotencyKey!: string;
}

@ObjectType({ description: 'Outcome of `createWallet`.' })
export class CreateWalletPayload {
  @Field({ description: 'The new wallet; for a repeated key the first one.' })
  wallet!: Wallet;
}
