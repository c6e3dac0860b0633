import { Arg, Args, Query, Resolver } from 'type-graphql';
import { pageCost } from '../api/cost';
import { PageArgs, parsePage, type Connection } from '../api/pagination';
import { AuditEntry, AuditEntryConnection, AuditFilter } from './audit-entry.type';
import type { AuditFinder } from './audit-finder';

@Resolver(() => AuditEntry)
export class AuditResolver {
  constructor(private readonly finder: AuditFinder) {}

  @Query(() => AuditEntryConnection, {
    complexity: pageCost,
    description:
      'The audit record, newest first; for support and administrators, whose reading it is recorded as well.',
  })
  auditEntries(
    @Args() page: PageArgs,
    @Arg('filter', () => AuditFilter, { nullable: true, description: 'Which entries.' })
    filter: AuditFilter | null,
  ): Promise<Connection<AuditEntry>> {
    return this.finder.list(filter ?? {}, parsePage(page));
  }
}
