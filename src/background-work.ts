import type { Config } from './config';
import type { PrismaClient } from './database/generated/client';
import { OutageWatch } from './events/outage-watch';
import type { Fireblocks } from './fireblocks/fireblocks';
import { IntentRecovery } from './intents/intent-recovery';
import { createRetention } from './retention';
import type { createObserver } from './server/observer';
import type { Services } from './services';
import type { Clock } from './shared/clock';
import type { Logger } from './shared/logger';
import { Reconciler } from './transactions/reconciler';

interface BackgroundParts {
  config: Pick<Config, 'reconcileAfterSeconds' | 'retention'>;
  prisma: PrismaClient;
  fireblocks: Fireblocks;
  services: Services;
  observe: ReturnType<typeof createObserver>;
  clock: Clock;
  log: Logger;
}

/** What goes on without being asked: each part runs in rounds, from `start` to `close`. */
export function createBackgroundWork(parts: BackgroundParts) {
  const { config, prisma, fireblocks, services, observe, clock, log } = parts;
  const { intents, settle, recorder, resendWebhooks } = services;
  const jobs = [
    new IntentRecovery({ prisma, intents, settle, clock, log }),
    new Reconciler({
      ...{ prisma, clock, log, recorder },
      transactions: fireblocks.transactions,
      quietSeconds: config.reconcileAfterSeconds,
      observe: observe.reconciled,
    }),
    createRetention(prisma, config.retention, log),
    new OutageWatch({ prisma, resend: resendWebhooks, clock, log }),
  ];
  return {
    start(): void {
      for (const job of jobs) job.start();
    },
    async close(): Promise<void> {
      await Promise.all(jobs.map((job) => job.close()));
    },
  };
}
