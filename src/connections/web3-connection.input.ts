import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Web3FeeLevel } from '../database/generated/enums';
import { Web3Connection } from './web3-connection.type';

@InputType({ description: 'Input of `createWeb3Connection`.' })
export class CreateWeb3ConnectionInput {
  @Field({
    description:
      'Chosen by the client, 1 to 255 characters, kept for 24 hours: the same key gives the same connection.',
  })
  idempotencyKey!: string;

  @Field(() => ID, { description: "The caller's own wallet." })
  walletId!: string;

  @Field(() => ID, { defaultValue: '0', description: 'The account of the wallet.' })
  accountId!: string;

  @Field({ description: 'What the dApp shows as a code to scan: `wc:…@2?…`.' })
  uri!: string;

  @Field(() => Web3FeeLevel, {
    defaultValue: Web3FeeLevel.MEDIUM,
    description: 'What the transactions of this connection pay for speed.',
  })
  feeLevel!: Web3FeeLevel;
}

@ObjectType({ description: 'Outcome of `createWeb3Connection`.' })
export class CreateWeb3ConnectionPayload {
  @Field({ description: 'The connection, to be approved or denied; for a repeated key the first.' })
  connection!: Web3Connection;
}

/** What is common to the inputs below. */
@InputType()
export abstract class Web3ConnectionInput {
  @Field(() => ID, { description: "The caller's own wallet." })
  walletId!: string;

  @Field(() => ID, { description: 'A connection of that wallet.' })
  connectionId!: string;
}

@InputType({ description: 'Input of `approveWeb3Connection`.' })
export class ApproveWeb3ConnectionInput extends Web3ConnectionInput {}

@InputType({ description: 'Input of `denyWeb3Connection`.' })
export class DenyWeb3ConnectionInput extends Web3ConnectionInput {}

@InputType({ description: 'Input of `removeWeb3Connection`.' })
export class RemoveWeb3ConnectionInput extends Web3ConnectionInput {}

/** What is common to the outcomes below. */
@ObjectType()
export abstract class Web3ConnectionPayload {
  @Field({ description: 'The connection as it is now.' })
  connection!: Web3Connection;
}

@ObjectType({ description: 'Outcome of `approveWeb3Connection`.' })
export class ApproveWeb3ConnectionPayload extends Web3ConnectionPayload {}

@ObjectType({ description: 'Outcome of `denyWeb3Connection`.' })
export class DenyWeb3ConnectionPayload extends Web3ConnectionPayload {}

@ObjectType({ description: 'Outcome of `removeWeb3Connection`.' })
export class RemoveWeb3ConnectionPayload extends Web3ConnectionPayload {}
