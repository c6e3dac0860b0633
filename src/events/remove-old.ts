import type { PrismaClient } from '../database/generated/client';

/**
 * Events that were recorded longer ago. A cursor before the oldest one left is answered with
 * RESYNC_REQUIRED.
 */
export function removeOldEvents(prisma: PrismaClient, days: number, limit: number) {
  return prisma.$executeRaw`
    DELETE FROM wallet_events WHERE (wallet_id, seq) IN (
      SELECT wallet_id, seq FROM wallet_events
       WHERE recorded_at < now() - ${days} * interval '1 day' ORDER BY recorded_at LIMIT ${limit})`;
}

/** Notifications that were dealt with longer ago; what waits or has failed stays. */
export function removeOldNotifications(prisma: PrismaClient, days: number, limit: number) {
  return prisma.$executeRaw`
    DELETE FROM notifications WHERE id IN (
      SELECT id FROM notifications
       WHERE state IN ('APPLIED', 'SUPERSEDED', 'IGNORED')
         AND received_at < now() - ${days} * interval '1 day'
       ORDER BY received_at LIMIT ${limit})`;
}
