import { causes, isDatabaseUnavailable } from '../database/errors';
import type { PrismaClient } from '../database/generated/client';
import type { JobLease } from '../database/job-lease';
import { walletRoles, type FireblocksTransaction } from '../fireblocks/transaction';
import type { FireblocksTransactions } from '../fireblocks/transactions';
import type { Clock } from '../shared/clock';
import { parseUuid } from '../shared/ids';
import type { Logger } from '../shared/logger';
import type { ReconcileObserver } from './reconciler';
import type { TransactionRecorder } from './transaction-recorder';
import { DAY_MS, MINUTE_MS } from '../shared/durations';

interface TransactionSweepOptions {
  prisma: PrismaClient;
  transactions: FireblocksTransactions;
  recorder: TransactionRecorder;
  observe: ReconcileObserver;
  clock: Clock;
  log: Logger;
}

const PAGE = 500;
/** A transaction may be listed a while after it was created. */
const OVERLAP_MS = 10 * MINUTE_MS;
/** How far the first sweep of a database looks back. */
const FIRST_LOOK_BACK_MS = DAY_MS;

/**
 * Looks through the transactions at Fireblocks by their time of creation, for what no webhook has
 * told: incoming ones too. How far it has come is Fireblocks' time, not this machine's.
 */
export class TransactionSweep {
  constructor(private readonly options: TransactionSweepOptions) {}

  async run(lease: JobLease, reached: number | undefined, closed: AbortSignal): Promise<void> {
    const { transactions, clock } = this.options;
    const begin = reached ?? clock() - FIRST_LOOK_BACK_MS;
    let after = begin - OVERLAP_MS;
    let newest = begin;
    while (!closed.aborted) {
      const { items } = await transactions.list({
        ...{ after, orderBy: 'createdAt', sort: 'ASC', limit: PAGE },
      });
      await this.record(items);
      newest = Math.max(newest, ...items.map(({ createdAt }) => createdAt));
      await lease.reached(newest);
      if (items.length < PAGE) return;
      // The last millisecond again, since the page may have cut it; onwards in any case.
      after = Math.max(after + 1, (items.at(-1)?.createdAt ?? 0) - 1);
    }
  }

  private async record(items: readonly FireblocksTransaction[]): Promise<void> {
    const { recorder, observe, log } = this.options;
    for (const report of await this.unheardOf(items)) {
      try {
        if (await recorder.record(report)) observe('sweep');
      } catch (error) {
        // One that cannot be written must not keep those behind it from being found.
        if ([...causes(error)].some(isDatabaseUnavailable)) throw error;
        log.error({ err: error, transactionId: report.id }, 'a transaction cannot be recorded');
      }
    }
  }

  /** Those of end users' wallets of which not as much was heard. */
  private async unheardOf(items: readonly FireblocksTransaction[]) {
    const ours = items.filter(
      (report) => parseUuid(report.id) !== undefined && walletRoles(report).length > 0,
    );
    const rows = await this.options.prisma.transaction.findMany({
      where: { id: { in: ours.map(({ id }) => id) } },
      select: { id: true, lastUpdated: true },
    });
    const heard = new Map(rows.map(({ id, lastUpdated }) => [id, Number(lastUpdated)]));
    return ours.filter(({ id, lastUpdated }) => (heard.get(id) ?? -1) < lastUpdated);
  }
}
