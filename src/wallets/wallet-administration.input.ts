import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Wallet } from './wallet.type';

const REASON = 'Why, for the record: 1 to 500 characters. Never shown to the owner.';

@InputType({ description: 'Input of `freezeWallet`.' })
export class FreezeWalletInput {
  @Field(() => ID, { description: 'The wallet (UUID).' })
  walletId!: string;

  @Field({ description: REASON })
  reason!: string;
}

@ObjectType({ description: 'Outcome of `freezeWallet`.' })
export class FreezeWalletPayload {
  @Field({ description: 'The wallet, frozen.' })
  wallet!: Wallet;
}

@InputType({ description: 'Input of `unfreezeWallet`.' })
export class UnfreezeWalletInput {
  @Field(() => ID, { description: 'The wallet (UUID).' })
  walletId!: string;

  @Field({ description: REASON })
  reason!: string;
}

@ObjectType({ description: 'Outcome of `unfreezeWallet`.' })
export class UnfreezeWalletPayload {
  @Field({ description: 'The wallet, as it was before it was frozen.' })
  wallet!: Wallet;
}

@InputType({ description: 'Input of `reassignWallet`.' })
export class ReassignWalletInput {
  @Field(() => ID, { description: 'The wallet (UUID).' })
  walletId!: string;

  @Field(() => ID, { description: "The new owner: the `sub` of that user's tokens." })
  ownerId!: string;

  @Field({ description: REASON })
  reason!: string;

  @Field({
    defaultValue: false,
    description:
      'Whether its devices stay usable: for a user who is the same person under a new `sub`. Otherwise they are disabled, and only an administrator can enable them again.',
  })
  keepDevices!: boolean;
}

@ObjectType({ description: 'Outcome of `reassignWallet`.' })
export class ReassignWalletPayload {
  @Field({ description: 'The wallet, with its new owner.' })
  wallet!: Wallet;
}
