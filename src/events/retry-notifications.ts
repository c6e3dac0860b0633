import type { AuditTrail } from '../audit/audit-trail';
import type { PrismaClient } from '../database/generated/client';

interface RetryNotificationsOptions {
  prisma: PrismaClient;
  audit: AuditTrail;
  /** Has the inbox looked through. */
  wake: () => void;
}

/** Has failed webhooks applied again, for administrators, after what kept them is set right. */
export class RetryNotifications {
  constructor(private readonly options: RetryNotificationsOptions) {}

  /** `ids` undefined: all that have failed. Answers how many. */
  async run(ids: readonly string[] | undefined): Promise<number> {
    const { prisma, audit, wake } = this.options;
    const retried = await prisma.$transaction(async (tx) => {
      const { count } = await tx.notification.updateMany({
        where: { state: 'FAILED', ...(ids ? { id: { in: [...ids] } } : {}) },
        data: { state: 'RECEIVED', attempts: 0, processedAt: null },
      });
      await audit.record(tx, { outcome: count > 0 ? 'SUCCEEDED' : 'UNCHANGED' });
      return count;
    });
    if (retried > 0) wake();
    return retried;
  }
}
