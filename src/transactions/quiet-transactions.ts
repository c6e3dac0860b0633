import type { PrismaClient } from '../database/generated/client';
import { undefinedIfNotFound } from '../fireblocks/not-found';
import type { FireblocksTransactions } from '../fireblocks/transactions';
import type { Logger } from '../shared/logger';
import type { ReconcileObserver } from './reconciler';
import type { TransactionRecorder } from './transaction-recorder';

interface QuietTransactionsOptions {
  prisma: PrismaClient;
  transactions: FireblocksTransactions;
  recorder: TransactionRecorder;
  /** How long nothing was heard of an unfinished transaction before it is asked about. */
  quietSeconds: number;
  observe: ReconcileObserver;
  log: Logger;
}

const BATCH = 50;
const AT_ONCE = 5;

/**
 * Asks Fireblocks about unfinished transactions of which nothing was heard: a webhook that never
 * came must not leave one unfinished for ever. The older a transaction is, the less often: after a
 * tenth of its age, and each hour at least.
 */
export class QuietTransactions {
  constructor(private readonly options: QuietTransactionsOptions) {}

  async run(closed: AbortSignal): Promise<void> {
    const ids = await this.quietOnes();
    for (let at = 0; at < ids.length && !closed.aborted; at += AT_ONCE) {
      const results = await Promise.allSettled(
        ids.slice(at, at + AT_ONCE).map((id) => this.ask(id)),
      );
      const failed = results.find(({ status }) => status === 'rejected');
      // Fireblocks or the database is away: the others would fail as well.
      if (failed?.status === 'rejected') throw failed.reason;
    }
  }

  private async quietOnes(): Promise<string[]> {
    const { prisma, quietSeconds } = this.options;
    const rows = await prisma.$queryRaw<{ id: string }[]>`
      SELECT id FROM transactions
       WHERE NOT finished
         AND checked_at < now() - LEAST(
               GREATEST((now() - created_at) / 10, ${quietSeconds} * interval '1 second'),
               interval '1 hour')
       ORDER BY checked_at LIMIT ${BATCH}`;
    return rows.map(({ id }) => id);
  }

  private async ask(id: string): Promise<void> {
    const { prisma, transactions, recorder, observe, log } = this.options;
    const report = await undefinedIfNotFound(transactions.get(id));
    if (!report) log.warn({ transactionId: id }, 'Fireblocks does not know this transaction');
    else if (await recorder.record(report)) observe('quiet');
    await prisma.transaction.updateMany({ where: { id }, data: { checkedAt: new Date() } });
  }
}
