import type { PrismaClient } from './database/generated/client';
import { LeasedRounds } from './database/leased-rounds';
import { removeOldEvents, removeOldNotifications } from './events/remove-old';
import { removeOldIntents } from './intents/remove-old';
import type { RetentionSettings } from './settings/retention-settings';
import type { Logger } from './shared/logger';
import { removeInBatches } from './shared/remove-in-batches';
import { MINUTE_MS } from './shared/durations';

const ROUND_MS = 10 * MINUTE_MS;

/** Removes, on one instance at a time and in small steps, what need not be kept any longer. */
export function createRetention(
  prisma: PrismaClient,
  { eventDays, notificationDays }: RetentionSettings,
  log: Logger,
): LeasedRounds {
  const removals: Record<string, (limit: number) => Promise<number>> = {
    events: (limit) => removeOldEvents(prisma, eventDays, limit),
    notifications: (limit) => removeOldNotifications(prisma, notificationDays, limit),
    intents: (limit) => removeOldIntents(prisma, limit),
  };
  return new LeasedRounds({
    ...{ prisma, name: 'retention', everyMs: ROUND_MS, log },
    round: async (_lease, _reached, closed) => {
      for (const [what, remove] of Object.entries(removals)) {
        const removed = await removeInBatches(remove, closed);
        if (removed > 0) log.info({ what, removed }, 'removed what was kept long enough');
      }
    },
  });
}
