import {
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import type { Context } from '../api/context';
import { optional, requireUuid } from '../api/parse-input';
import { requireCaller } from '../api/require-caller';
import { CursorScalar } from '../api/scalars';
import type { SigningStatusStream } from './signing-status-stream';
import { SigningStatusEvent } from './signing-status.type';
import type { TransactionFinder } from './transaction-finder';
import { Transaction } from './transaction.type';

@ArgsType()
export class SigningStatusArgs {
  @Field(() => ID, { description: 'The wallet (UUID).' })
  walletId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The device that is watching: the stream ends when it is disabled.',
  })
  deviceId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only this transaction.' })
  transactionId?: string | null;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Cursor of the last event that was seen.',
  })
  after?: string | null;
}

@Resolver(() => SigningStatusEvent)
export class SigningStatusResolver {
  constructor(
    private readonly stream: SigningStatusStream,
    private readonly finder: TransactionFinder,
  ) {}

  open(args: SigningStatusArgs, context: Context): Promise<AsyncIterable<SigningStatusEvent>> {
    const request = {
      walletId: requireUuid('walletId', args.walletId),
      deviceId: optional(args.deviceId, (id) => requireUuid('deviceId', id)),
      transactionId: optional(args.transactionId, (id) => requireUuid('transactionId', id)),
      after: args.after ?? undefined,
    };
    return this.stream.open(requireCaller(context), request, context.signal);
  }

  @Subscription(() => SigningStatusEvent, {
    description:
      "Follows your wallet's outgoing transactions. Without `after` it begins with a SNAPSHOT event for each unfinished one and SNAPSHOT_END; then a STATUS event for each change, in order and once. With `after` it goes on behind that event, without gap or repetition.",
    subscribe: ({ args, context }: { args: SigningStatusArgs; context: Context }) =>
      context.container.get(SigningStatusResolver).open(args, context),
  })
  signingStatus(
    @Root() event: SigningStatusEvent,
    @Args() _args: SigningStatusArgs,
  ): SigningStatusEvent {
    return event;
  }

  @FieldResolver(() => Transaction, {
    nullable: true,
    description: 'The transaction as it is now, which may be ahead of the event.',
  })
  transaction(
    @Root() { transactionId }: SigningStatusEvent,
    @Ctx() context: Context,
  ): Promise<Transaction | null> | null {
    return transactionId === null ? null : this.finder.find(requireCaller(context), transactionId);
  }
}
