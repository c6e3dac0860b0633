import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Web3ConnectionStatus, Web3FeeLevel } from '../database/generated/enums';

registerEnumType(Web3ConnectionStatus, {
  name: 'Web3ConnectionStatus',
  description: 'How far a web3 connection is.',
  valuesConfig: {
    PENDING: { description: 'The dApp waits for its approval or denial.' },
    APPROVED: { description: 'The dApp may ask the wallet for signatures.' },
    DENIED: { description: 'It was denied, for ever.' },
    REMOVED: { description: 'It was ended, for ever.' },
  },
});

registerEnumType(Web3FeeLevel, {
  name: 'Web3FeeLevel',
  description: 'What the transactions of a web3 connection pay for speed.',
  valuesConfig: {
    MEDIUM: { description: 'The usual.' },
    HIGH: { description: 'More, to be quicker.' },
  },
});

@ObjectType({ description: 'What a dApp says of itself; nobody has checked it.' })
export class Web3App {
  @Field(() => String, { nullable: true, description: 'Its address.' })
  url!: string | null;

  @Field(() => String, { nullable: true, description: 'Its name.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'Address of its icon.' })
  icon!: string | null;
}

@ObjectType({ description: 'A connection of a wallet to a dApp, by WalletConnect.' })
export class Web3Connection {
  @Field(() => ID, { description: "Fireblocks' id of it." })
  id!: string;

  @Field(() => ID, { description: 'The account of the wallet that the dApp works with.' })
  accountId!: string;

  @Field(() => Web3ConnectionStatus, { description: 'How far it is.' })
  status!: Web3ConnectionStatus;

  @Field(() => Web3FeeLevel, { description: 'What its transactions pay for speed.' })
  feeLevel!: Web3FeeLevel;

  @Field(() => Web3App, { description: 'The dApp.' })
  app!: Web3App;

  @Field({ description: 'When it was made.' })
  createdAt!: Date;

  /** Not part of the API. */
  walletId!: string;

  /** Not part of the API: Fireblocks may have heard an approval. */
  approvalBegun!: boolean;
}
