import type { Prisma, PrismaClient } from '../database/generated/client';
import type { WakeSignal } from '../events/wake-signal';
import type { FireblocksTransaction } from '../fireblocks/transaction';
import { writeTransaction } from './transaction-writer';

/** Records what Fireblocks told of a transaction, and wakes who watches its wallets. */
export class TransactionRecorder {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly signal: WakeSignal,
  ) {}

  /** `alongside` runs in the same database transaction. Returns whether anything changed. */
  async record(
    report: FireblocksTransaction,
    alongside?: (tx: Prisma.TransactionClient) => Promise<void>,
  ): Promise<boolean> {
    const { changed, movedWallets } = await this.prisma.$transaction(async (tx) => {
      await alongside?.(tx);
      return writeTransaction(tx, report);
    });
    this.signal.notify(movedWallets);
    return changed;
  }
}
