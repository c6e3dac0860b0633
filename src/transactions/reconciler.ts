import type { PrismaClient } from '../database/generated/client';
import { LeasedRounds } from '../database/leased-rounds';
import type { FireblocksTransactions } from '../fireblocks/transactions';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { QuietTransactions } from './quiet-transactions';
import { TransactionSweep } from './transaction-sweep';
import type { TransactionRecorder } from './transaction-recorder';

/** Told of each transaction of which Fireblocks knew more than any webhook had told. */
export type ReconcileObserver = (found: 'quiet' | 'sweep') => void;

export interface ReconcilerOptions {
  prisma: PrismaClient;
  transactions: FireblocksTransactions;
  recorder: TransactionRecorder;
  quietSeconds: number;
  observe: ReconcileObserver;
  clock: Clock;
  log: Logger;
}

/**
 * Finds what webhooks did not tell, on one instance at a time. Without any webhook a transaction
 * that is unknown here appears within three times the quiet time, and one that is known is never
 * further behind than a tenth of its age (the quiet time and a half at least, an hour at most).
 */
export class Reconciler {
  private readonly jobs: LeasedRounds[];

  constructor(options: ReconcilerOptions) {
    const { prisma, log, quietSeconds } = options;
    const quiet = new QuietTransactions(options);
    const sweep = new TransactionSweep(options);
    this.jobs = [
      new LeasedRounds({
        ...{ prisma, log, name: 'quiet-transactions', everyMs: (quietSeconds * 1_000) / 3 },
        round: (_lease, _reached, closed) => quiet.run(closed),
      }),
      new LeasedRounds({
        ...{ prisma, log, name: 'transaction-sweep', everyMs: quietSeconds * 2_000 },
        round: (lease, reached, closed) => sweep.run(lease, reached, closed),
      }),
    ];
  }

  start(): void {
    for (const job of this.jobs) job.start();
  }

  async close(): Promise<void> {
    await Promise.all(this.jobs.map((job) => job.close()));
  }
}
