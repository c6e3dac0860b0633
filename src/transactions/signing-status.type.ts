import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { CursorScalar } from '../api/scalars';
import { TransactionStatus } from './transaction-status.enum';

export enum SigningStatusKind {
  SNAPSHOT = 'SNAPSHOT',
  SNAPSHOT_END = 'SNAPSHOT_END',
  STATUS = 'STATUS',
  RESYNC_REQUIRED = 'RESYNC_REQUIRED',
  HEARTBEAT = 'HEARTBEAT',
}

registerEnumType(SigningStatusKind, {
  name: 'SigningStatusKind',
  description: 'What an event of the stream tells. Expect new values.',
  valuesConfig: {
    SNAPSHOT: { description: 'At the start: a transaction that is not finished.' },
    SNAPSHOT_END: { description: 'The snapshot is complete; from here on changes follow.' },
    STATUS: { description: 'The status or sub-status of a transaction has changed.' },
    RESYNC_REQUIRED: {
      description:
        'The cursor can no longer be continued: forget what you know; a snapshot follows.',
    },
    HEARTBEAT: { description: 'Nothing has happened; the cursor is the current head.' },
  },
});

@ObjectType({ description: "One event of a wallet's signing status stream." })
export class SigningStatusEvent {
  @Field(() => CursorScalar, { description: 'Pass it as `after` to go on behind this event.' })
  cursor!: string;

  @Field(() => SigningStatusKind, { description: 'What the event tells.' })
  kind!: SigningStatusKind;

  @Field(() => ID, { nullable: true, description: 'Of SNAPSHOT and STATUS: which transaction.' })
  transactionId!: string | null;

  @Field(() => TransactionStatus, { nullable: true, description: 'The status as of this event.' })
  status!: TransactionStatus | null;

  @Field(() => String, { nullable: true, description: "Fireblocks' own word for that status." })
  rawStatus!: string | null;

  @Field(() => String, { nullable: true, description: 'The sub-status as of this event.' })
  subStatus!: string | null;

  @Field(() => Date, { nullable: true, description: 'When it happened, as Fireblocks tells.' })
  at!: Date | null;
}
