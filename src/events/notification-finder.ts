import { toConnection, type Connection, type Page } from '../api/pagination';
import type { PrismaClient } from '../database/generated/client';
import type { NotificationState } from '../database/generated/enums';
import type { WebhookNotification } from './notification.type';

/** Everything but the raw body, which is nothing to look at. */
const SHOWN = {
  ...{ id: true, eventType: true, resourceId: true, state: true, attempts: true, error: true },
  ...{ receivedAt: true, processedAt: true },
};

/** Reads the inbox. Who may is decided by the permission map: support and administrators. */
export class NotificationFinder {
  constructor(private readonly prisma: PrismaClient) {}

  /** Newest first. */
  async list(
    state: NotificationState | undefined,
    page: Page,
  ): Promise<Connection<WebhookNotification>> {
    const { first, after } = page;
    const rows = await this.prisma.notification.findMany({
      select: SHOWN,
      where: {
        ...(state === undefined ? {} : { state }),
        ...(after
          ? {
              OR: [
                { receivedAt: { lt: after.createdAt } },
                { receivedAt: after.createdAt, id: { lt: after.id } },
              ],
            }
          : {}),
      },
      orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
      take: first + 1,
    });
    const placed = rows.map((row) => ({ ...row, createdAt: row.receivedAt }));
    return toConnection(placed, page, (row) => row);
  }
}
