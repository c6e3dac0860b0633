import type { PrismaClient } from '../database/generated/client';

/** Long after the 24 hours for which a key is promised, so that the record outlives its questions. */
const KEPT_DAYS = 30;

/** Intents that ended longer ago. What is still under way stays, however old. */
export function removeOldIntents(prisma: PrismaClient, limit: number) {
  return prisma.$executeRaw`
    DELETE FROM intents WHERE id IN (
      SELECT id FROM intents
       WHERE state IN ('SUCCEEDED', 'FAILED')
         AND updated_at < now() - ${KEPT_DAYS} * interval '1 day'
       ORDER BY updated_at LIMIT ${limit})`;
}
