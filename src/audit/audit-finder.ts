import { pageQuery, toConnection, type Connection, type Page } from '../api/pagination';
import { optional, requireText, requireUuid } from '../api/parse-input';
import type { Prisma, PrismaClient } from '../database/generated/client';
import type { AuditEntry, AuditFilter } from './audit-entry.type';

const MAX_TEXT = 255;

/** Reads the record. Who may is decided by the permission map: support and administrators. */
export class AuditFinder {
  constructor(private readonly prisma: PrismaClient) {}

  async list(filter: AuditFilter, page: Page): Promise<Connection<AuditEntry>> {
    const { where, ...query } = pageQuery(page);
    const rows = await this.prisma.auditEntry.findMany({
      ...query,
      where: { AND: [...conditions(filter), where ?? {}] },
    });
    return toConnection(rows, page, (row) => row);
  }
}

function conditions(filter: AuditFilter): Prisma.AuditEntryWhereInput[] {
  return [
    optional(filter.actor, (actor) => ({ actor: requireText('filter.actor', actor, MAX_TEXT) })),
    optional(filter.action, (name) => ({ action: requireText('filter.action', name, MAX_TEXT) })),
    optional(filter.walletId, (id) => ({ walletId: requireUuid('filter.walletId', id) })),
    optional(filter.deviceId, (id) => ({ deviceId: requireUuid('filter.deviceId', id) })),
    optional(filter.decision, (decision) => ({ decision })),
    optional(filter.from, (gte) => ({ createdAt: { gte } })),
    optional(filter.until, (lt) => ({ createdAt: { lt } })),
  ].filter((condition) => condition !== undefined);
}
