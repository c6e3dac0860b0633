import { hasScope, type Caller } from '../api/caller';
import { GatewayError, notFound } from '../api/gateway-error';
import type { PrismaClient } from '../database/generated/client';
import type { FireblocksTransactions } from '../fireblocks/transactions';
import type { Logger } from '../shared/logger';
import type { WalletFinder } from '../wallets/wallet-finder';
import { isFinal } from './status';
import type { TransactionRecorder } from './transaction-recorder';
import { toView } from './transaction-view';
import type { Transaction } from './transaction.type';

interface CancelTransactionOptions {
  prisma: PrismaClient;
  wallets: WalletFinder;
  transactions: FireblocksTransactions;
  recorder: TransactionRecorder;
  log: Logger;
}

/** Cancels an outgoing transaction, also of a frozen wallet: stopping funds is never refused. */
export class CancelTransaction {
  constructor(private readonly options: CancelTransactionOptions) {}

  async run(caller: Caller, walletId: string, transactionId: string): Promise<Transaction> {
    const { wallets, transactions } = this.options;
    const wallet = hasScope(caller, 'ncw:admin')
      ? await wallets.require(caller, walletId)
      : await wallets.requireOwn(caller, walletId);
    const before = await this.read(wallet.id, transactionId);
    if (before.rawStatus === 'CANCELLED' || before.rawStatus === 'CANCELLING') return before;
    if (isFinal(before.rawStatus)) throw tooLate(`the transaction is ${before.rawStatus} already`);
    if (!(await transactions.cancel(transactionId, wallet.id))) {
      throw tooLate('Fireblocks did not cancel the transaction');
    }
    await this.refresh(transactionId);
    return this.read(wallet.id, transactionId);
  }

  private async read(walletId: string, transactionId: string): Promise<Transaction> {
    const participation = await this.options.prisma.walletTransaction.findUnique({
      where: { walletId_transactionId_role: { walletId, transactionId, role: 'SOURCE' } },
      include: { transaction: true },
    });
    if (!participation) throw notFound('transaction');
    return toView(participation.transaction, participation);
  }

  /** It is cancelled whether or not this read succeeds; a webhook tells the same a little later. */
  private async refresh(transactionId: string): Promise<void> {
    const { transactions, recorder, log } = this.options;
    try {
      await recorder.record(await transactions.get(transactionId));
    } catch (error) {
      log.warn({ err: error, transactionId }, 'a cancelled transaction could not be read again');
    }
  }
}

function tooLate(message: string): GatewayError {
  return new GatewayError('UPSTREAM_REJECTED', message);
}
