import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../api/pagination';

@ObjectType({
  description:
    'Something that was to be made at Fireblocks and of which it is not known, after a day, whether it was: Fireblocks has forgotten its key, so that nothing tries again by itself. What Fireblocks may have made is an orphan that belongs to nobody here.',
})
export class PendingIntent {
  @Field(() => ID, { description: 'Names it; `operationId` in the audit record.' })
  id!: string;

  @Field({ description: 'The mutation that began it, such as `createWallet`.' })
  operation!: string;

  @Field(() => ID, { description: 'Who asked for it: the `sub` of their tokens.' })
  ownerId!: string;

  @Field(() => ID, { nullable: true, description: 'The wallet that it is for.' })
  walletId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'What is known to exist at Fireblocks and was not completed.',
  })
  entityId!: string | null;

  @Field(() => Int, { description: 'How often it was taken up.' })
  attempt!: number;

  @Field({ description: 'When it was begun.' })
  createdAt!: Date;

  @Field({ description: 'When it was last taken up.' })
  updatedAt!: Date;
}

export const PendingIntentConnection = connectionType('PendingIntent', PendingIntent);
