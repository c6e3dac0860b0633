import type { Notification, PrismaClient } from '../database/generated/client';
import type { NotificationState } from '../database/generated/enums';
import type { WebhookNotification } from '../fireblocks/webhook-notification';

export type { Notification };

/** Every verified notification once, as raw bytes: acknowledged only when it is here. */
export class Inbox {
  constructor(private readonly prisma: PrismaClient) {}

  /** False when the notification is here already. */
  async store(notification: WebhookNotification, body: Buffer): Promise<boolean> {
    const { count } = await this.prisma.notification.createMany({
      data: [
        {
          id: notification.id,
          version: notification.version,
          eventType: notification.eventType,
          resourceId: notification.resourceId ?? null,
          body: new Uint8Array(body),
        },
      ],
      skipDuplicates: true,
    });
    return count === 1;
  }

  /** The oldest that wait to be applied. */
  waiting(limit: number): Promise<Notification[]> {
    return this.prisma.notification.findMany({
      where: { state: 'RECEIVED' },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
      take: limit,
    });
  }

  /** Where another instance has applied it as well, what changed something stands, not what came after. */
  async settle(
    id: string,
    state: Exclude<NotificationState, 'RECEIVED' | 'FAILED'>,
  ): Promise<void> {
    const overrules: NotificationState[] =
      state === 'APPLIED' ? ['RECEIVED', 'SUPERSEDED'] : ['RECEIVED'];
    await this.prisma.notification.updateMany({
      where: { id, state: { in: overrules } },
      data: { state, processedAt: new Date(), error: null },
    });
  }

  /** Keeps what could not be applied: to be tried again, or FAILED after the last try. */
  async postpone(id: string, reason: string, last: boolean): Promise<void> {
    await this.prisma.notification.updateMany({
      where: { id, state: 'RECEIVED' },
      data: {
        attempts: { increment: 1 },
        error: reason,
        ...(last ? { state: 'FAILED', processedAt: new Date() } : {}),
      },
    });
  }

  countFailed(): Promise<number> {
    return this.prisma.notification.count({ where: { state: 'FAILED' } });
  }
}
