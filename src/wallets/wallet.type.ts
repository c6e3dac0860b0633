import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../api/pagination';
import { WalletStatus } from '../database/generated/enums';

registerEnumType(WalletStatus, {
  name: 'WalletStatus',
  description: 'What can be done with a wallet.',
  valuesConfig: {
    PROVISIONING: { description: 'Being made at Fireblocks; it can be read only.' },
    ACTIVE: { description: 'Ready.' },
    FROZEN: { description: 'Stopped by an administrator: it can be read, transactions cancelled.' },
  },
});

@ObjectType({ description: 'A Fireblocks non-custodial wallet and its one owner.' })
export class Wallet {
  @Field(() => ID, { description: "Fireblocks' wallet id (UUID)." })
  id!: string;

  @Field(() => WalletStatus, { description: 'What can be done with it.' })
  status!: WalletStatus;

  @Field({ description: 'When the gateway recorded it.' })
  createdAt!: Date;

  @Field(() => ID, { description: "Its owner: the `sub` of that user's tokens." })
  ownerId!: string;
}

export const WalletConnection = connectionType('Wallet', Wallet);
