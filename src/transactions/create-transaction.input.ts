import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DecimalScalar } from '../api/scalars';
import { Transaction } from './transaction.type';

export enum TransactionOperation {
  TRANSFER = 'TRANSFER',
}

registerEnumType(TransactionOperation, {
  name: 'TransactionOperation',
  description: 'What a new transaction does.',
  valuesConfig: { TRANSFER: { description: 'Moves an amount of an asset to a destination.' } },
});

export enum DestinationType {
  ONE_TIME_ADDRESS = 'ONE_TIME_ADDRESS',
  END_USER_WALLET = 'END_USER_WALLET',
  VAULT_ACCOUNT = 'VAULT_ACCOUNT',
  INTERNAL_WALLET = 'INTERNAL_WALLET',
  EXTERNAL_WALLET = 'EXTERNAL_WALLET',
  CONTRACT = 'CONTRACT',
}

registerEnumType(DestinationType, {
  name: 'DestinationType',
  description: 'What kind of place funds are sent to.',
  valuesConfig: {
    ONE_TIME_ADDRESS: {
      description: 'An address on the chain: `address`, and `tag` if it has one.',
    },
    END_USER_WALLET: { description: 'Another NCW wallet: `walletId`, and `id` for its account.' },
    VAULT_ACCOUNT: { description: "An account of the workspace's vault: `id`." },
    INTERNAL_WALLET: { description: 'A whitelisted internal wallet: `id`.' },
    EXTERNAL_WALLET: { description: 'A whitelisted external wallet: `id`.' },
    CONTRACT: { description: 'A whitelisted contract: `id`.' },
  },
});

export enum FeeLevel {
  LOW = 'LOW',
  MEDIUM = 'MEDIUM',
  HIGH = 'HIGH',
}

registerEnumType(FeeLevel, {
  name: 'FeeLevel',
  description: 'How much to pay for a quick confirmation.',
  valuesConfig: {
    LOW: { description: 'Cheap and slow.' },
    MEDIUM: { description: 'In between.' },
    HIGH: { description: 'Quick and dear.' },
  },
});

@InputType({
  description: 'Where funds are sent. `type` says which of the other fields are needed.',
})
export class TransactionDestinationInput {
  @Field(() => DestinationType, { description: 'What kind of place.' })
  type!: DestinationType;

  @Field(() => ID, {
    nullable: true,
    description:
      'Id of the vault account, whitelisted wallet or contract; account of an NCW wallet.',
  })
  id?: string | null;

  @Field(() => ID, { nullable: true, description: 'The NCW wallet (UUID), for END_USER_WALLET.' })
  walletId?: string | null;

  @Field(() => String, { nullable: true, description: 'The address, for ONE_TIME_ADDRESS.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Memo or tag that goes with the address.' })
  tag?: string | null;
}

/** What a transaction does, whether it is sent or only thought of. */
@InputType()
export abstract class TransferInput {
  @Field(() => ID, { description: "The caller's own wallet, from which funds are sent." })
  walletId!: string;

  @Field(() => ID, { defaultValue: '0', description: 'The account of the wallet.' })
  accountId!: string;

  @Field(() => TransactionOperation, {
    defaultValue: TransactionOperation.TRANSFER,
    description: 'What it does.',
  })
  operation!: TransactionOperation;

  @Field(() => String, { nullable: true, description: 'What to move, such as `ETH_TEST5`.' })
  assetId?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'How much, in units of the asset; greater than 0.',
  })
  amount?: string | null;

  @Field(() => TransactionDestinationInput, { nullable: true, description: 'Where to.' })
  destination?: TransactionDestinationInput | null;
}

@InputType({ description: 'Input of `createTransaction`.' })
export class CreateTransactionInput extends TransferInput {
  @Field({
    description:
      'Chosen by the client, 1 to 255 characters, kept for 24 hours: the same key never sends twice.',
  })
  idempotencyKey!: string;

  @Field(() => FeeLevel, { nullable: true, description: "Absent: Fireblocks' default." })
  feeLevel?: FeeLevel | null;

  @Field(() => String, {
    nullable: true,
    description: 'For the owner’s own eyes, 1 to 1,024 characters. It is not put on the chain.',
  })
  note?: string | null;
}

@ObjectType({ description: 'Outcome of `createTransaction`.' })
export class CreateTransactionPayload {
  @Field({ description: 'The new transaction; for a repeated key the first one, as it is now.' })
  transaction!: Transaction;
}

@InputType({ description: 'Input of `cancelTransaction`.' })
export class CancelTransactionInput {
  @Field(() => ID, { description: 'The wallet from which funds would be sent.' })
  walletId!: string;

  @Field(() => ID, { description: 'The transaction (UUID).' })
  transactionId!: string;
}

@ObjectType({ description: 'Outcome of `cancelTransaction`.' })
export class CancelTransactionPayload {
  @Field({ description: 'The transaction as it is now; cancelling may take a moment.' })
  transaction!: Transaction;
}
