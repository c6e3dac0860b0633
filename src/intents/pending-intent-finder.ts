import { pageQuery, toConnection, type Connection, type Page } from '../api/pagination';
import type { PrismaClient } from '../database/generated/client';
import type { Clock } from '../shared/clock';
import { KEY_LIFETIME_MS } from './intent';
import type { PendingIntent } from './pending-intent.type';

/** What recovery has given up. Who may see it is decided by the permission map: staff. */
export class PendingIntentFinder {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly clock: Clock,
  ) {}

  async list(page: Page): Promise<Connection<PendingIntent>> {
    const { where, ...query } = pageQuery(page);
    const rows = await this.prisma.intent.findMany({
      ...query,
      where: { AND: [this.abandoned(), where ?? {}] },
    });
    return toConnection(rows, page, (row) => row);
  }

  count(): Promise<number> {
    return this.prisma.intent.count({ where: this.abandoned() });
  }

  private abandoned() {
    return {
      state: 'PENDING' as const,
      createdAt: { lte: new Date(this.clock() - KEY_LIFETIME_MS) },
    };
  }
}
