import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../api/pagination';
import { AuditDecision } from '../database/generated/enums';

registerEnumType(AuditDecision, {
  name: 'AuditDecision',
  description: 'Whether the caller was allowed to do it.',
  valuesConfig: {
    ALLOWED: { description: 'Yes; `outcome` says whether it succeeded.' },
    DENIED: { description: 'No; `outcome` says why.' },
  },
});

@ObjectType({
  description:
    'Something that happened: a mutation, a refusal, or a look of support or an administrator at a resource of somebody else. Never a payload, token or key.',
})
export class AuditEntry {
  @Field(() => ID, { description: 'Names the entry.' })
  id!: string;

  @Field({ description: 'When it happened; of counted calls, the beginning of their minute.' })
  createdAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: "The caller's subject; null when nobody was authenticated.",
  })
  actor!: string | null;

  @Field({
    description:
      'The root field, such as `assignDevice`; `authenticate` for a bad token, `connect` for a WebSocket of a foreign origin.',
  })
  action!: string;

  @Field(() => String, { nullable: true, description: 'Of a relay: the RPC method.' })
  method!: string | null;

  @Field(() => ID, { nullable: true, description: 'The wallet that it was about.' })
  walletId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The device that it was about.' })
  deviceId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'What else it was about: a transaction, an asset, a passphrase, a new owner.',
  })
  resourceId!: string | null;

  @Field(() => AuditDecision, { description: 'Whether the caller was allowed to do it.' })
  decision!: AuditDecision;

  @Field({
    description:
      'How it ended: `BEGUN` before an effect at Fireblocks, `PROVISIONING` when it exists there and is not complete, `SUCCEEDED`, `NOT_SENT`, `UNCHANGED` when nothing was left to do, `NCW_ERROR` when Fireblocks answered a device with an error, or an error code.',
  })
  outcome!: string;

  @Field(() => String, { nullable: true, description: 'Of an administrative mutation: why.' })
  reason!: string | null;

  @Field(() => Int, {
    description: 'How many calls it stands for: repetitions of one minute are counted together.',
  })
  count!: number;

  @Field(() => ID, {
    nullable: true,
    description: 'The same in the entries of one operation that has a beginning and an outcome.',
  })
  operationId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The request; null of counted calls.' })
  requestId!: string | null;

  @Field(() => [String], { description: "Fireblocks' ids of the requests that it led to." })
  upstreamRequestIds!: string[];

  @Field(() => String, {
    nullable: true,
    description: "The client's address; of counted calls, that of the first.",
  })
  clientAddress!: string | null;
}

export const AuditEntryConnection = connectionType('AuditEntry', AuditEntry);

@InputType({ description: 'Which entries; what is absent or null restricts nothing.' })
export class AuditFilter {
  @Field(() => String, { nullable: true, description: "The caller's subject." })
  actor?: string | null;

  @Field(() => ID, { nullable: true, description: 'The wallet (UUID).' })
  walletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The device (UUID).' })
  deviceId?: string | null;

  @Field(() => String, { nullable: true, description: 'The root field.' })
  action?: string | null;

  @Field(() => AuditDecision, { nullable: true, description: 'Whether it was allowed.' })
  decision?: AuditDecision | null;

  @Field(() => Date, { nullable: true, description: 'Not before this moment.' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Before this moment.' })
  until?: Date | null;
}
