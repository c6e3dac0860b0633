import { Args, Query, Resolver } from 'type-graphql';
import { pageCost } from '../api/cost';
import { PageArgs, parsePage, type Connection } from '../api/pagination';
import { PendingIntent, PendingIntentConnection } from './pending-intent.type';
import type { PendingIntentFinder } from './pending-intent-finder';

@Resolver(() => PendingIntent)
export class PendingIntentResolver {
  constructor(private readonly finder: PendingIntentFinder) {}

  @Query(() => PendingIntentConnection, {
    complexity: pageCost,
    description:
      'What was begun more than 24 hours ago and has not come to an end, newest first; for support and administrators. Its caller ends it by asking again with the same idempotency key.',
  })
  pendingIntents(@Args() page: PageArgs): Promise<Connection<PendingIntent>> {
    return this.finder.list(parsePage(page));
  }
}
