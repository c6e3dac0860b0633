import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../api/pagination';
import { DecimalScalar } from '../api/scalars';
import { TransactionStatus } from './transaction-status.enum';

export enum TransactionDirection {
  OUTGOING = 'OUTGOING',
  INCOMING = 'INCOMING',
}

registerEnumType(TransactionDirection, {
  name: 'TransactionDirection',
  description: 'Which way the funds go, as seen from the wallet through which it is read.',
  valuesConfig: {
    OUTGOING: { description: 'From the wallet; a device of it signs.' },
    INCOMING: { description: 'To the wallet; what only the sender may know is left out.' },
  },
});

@ObjectType({ description: 'A Fireblocks transaction, as one of its wallets may see it.' })
export class Transaction {
  @Field(() => ID, { description: "Fireblocks' transaction id (UUID)." })
  id!: string;

  @Field(() => TransactionDirection, { description: 'Which way the funds go.' })
  direction!: TransactionDirection;

  @Field(() => TransactionStatus, { description: 'Its state now.' })
  status!: TransactionStatus;

  @Field({ description: "Fireblocks' own word for the status, also where `status` is UNKNOWN." })
  rawStatus!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Why the status is what it is, such as `INSUFFICIENT_FUNDS`. An open list: expect new values.',
  })
  subStatus!: string | null;

  @Field({ description: 'Such as `TRANSFER`. An open list: expect new values.' })
  operation!: string;

  @Field(() => ID, { description: 'The account of the wallet.' })
  accountId!: string;

  @Field(() => ID, { nullable: true, description: 'What is moved, such as `ETH_TEST5`.' })
  assetId!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'How much, in units of the asset.' })
  amount!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'What the network took, in units of `feeAssetId`; null for a recipient.',
  })
  networkFee!: string | null;

  @Field(() => ID, { nullable: true, description: 'The asset in which the fee is paid.' })
  feeAssetId!: string | null;

  @Field(() => String, { nullable: true, description: "The sender's note; null for a recipient." })
  note!: string | null;

  @Field(() => String, { nullable: true, description: 'Hash on the chain, once it is broadcast.' })
  txHash!: string | null;

  @Field(() => Int, { description: 'Blocks that confirm it.' })
  confirmations!: number;

  @Field(() => String, { nullable: true, description: "The sender's address." })
  sourceAddress!: string | null;

  @Field(() => String, { nullable: true, description: "The recipient's address." })
  destinationAddress!: string | null;

  @Field(() => String, { nullable: true, description: "The recipient's memo or tag." })
  destinationTag!: string | null;

  @Field({ description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => Date, {
    nullable: true,
    description: 'When Fireblocks last changed it; null until Fireblocks has told of it.',
  })
  updatedAt!: Date | null;

  /** Not part of the API, which shows the wallet itself. */
  walletId!: string;
}

export const TransactionConnection = connectionType('Transaction', Transaction);
