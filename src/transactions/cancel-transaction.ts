import { hasScope, type Caller } from '../api/caller';
import { GatewayError, notFound } from '../api/gateway-error';
import type { AuditTrail } from '../audit/audit-trail';
import type { PrismaClient } from '../database/generated/client';
import { FireblocksError, type FireblocksErrorKind } from '../fireblocks/fireblocks-error';
import type { FireblocksTransactions } from '../fireblocks/transactions';
import type { Logger } from '../shared/logger';
import type { WalletFinder } from '../wallets/wallet-finder';
import { isFinal } from './status';
import type { TransactionRecorder } from './transaction-recorder';
import { toView } from './transaction-view';
import type { Transaction } from './transaction.type';

/** Fireblocks' answers to who cancels what it does not cancel (any more). */
const REFUSALS: ReadonlySet<FireblocksErrorKind> = new Set(['REJECTED', 'CONFLICT']);

interface CancelTransactionOptions {
  prisma: PrismaClient;
  wallets: WalletFinder;
  transactions: FireblocksTransactions;
  recorder: TransactionRecorder;
  audit: AuditTrail;
  log: Logger;
}

/**
 * Cancels an outgoing transaction, also of a frozen wallet: stopping funds is never refused. Of
 * several that cancel the same one at once, Fireblocks takes one; the others get what it has made.
 */
export class CancelTransaction {
  constructor(private readonly options: CancelTransactionOptions) {}

  async run(caller: Caller, walletId: string, transactionId: string): Promise<Transaction> {
    const { prisma, wallets, audit } = this.options;
    const wallet = hasScope(caller, 'ncw:admin')
      ? await wallets.require(caller, walletId)
      : await wallets.requireOwn(caller, walletId);
    const before = await this.read(wallet.id, transactionId);
    if (isCancelled(before)) return before;
    if (isFinal(before.rawStatus)) throw overAlready(before);
    await audit.record(prisma, { outcome: 'BEGUN' });
    const refusal = await this.cancel(wallet.id, transactionId);
    if (!refusal) await audit.record(prisma, { outcome: 'SUCCEEDED' });
    await this.refresh(transactionId);
    const after = await this.read(wallet.id, transactionId);
    if (!refusal) return after;
    if (!isCancelled(after)) throw isFinal(after.rawStatus) ? overAlready(after) : refusal;
    await audit.record(prisma, { outcome: 'SUCCEEDED' });
    return after;
  }

  /** Why Fireblocks will not cancel it; undefined when it did. */
  private async cancel(walletId: string, transactionId: string): Promise<Error | undefined> {
    try {
      const cancelled = await this.options.transactions.cancel(transactionId, walletId);
      return cancelled ? undefined : tooLate('Fireblocks did not cancel the transaction');
    } catch (error) {
      if (error instanceof FireblocksError && REFUSALS.has(error.kind)) return error;
      throw error;
    }
  }

  private async read(walletId: string, transactionId: string): Promise<Transaction> {
    const participation = await this.options.prisma.walletTransaction.findUnique({
      where: { walletId_transactionId_role: { walletId, transactionId, role: 'SOURCE' } },
      include: { transaction: true },
    });
    if (!participation) throw notFound('transaction');
    return toView(participation.transaction, participation);
  }

  /** What it is now does not depend on this read; a webhook tells the same a little later. */
  private async refresh(transactionId: string): Promise<void> {
    const { transactions, recorder, log } = this.options;
    try {
      await recorder.record(await transactions.get(transactionId));
    } catch (error) {
      log.warn(
        { err: error, transactionId },
        'a transaction could not be read again after its cancelling',
      );
    }
  }
}

function isCancelled({ rawStatus }: Transaction): boolean {
  return rawStatus === 'CANCELLED' || rawStatus === 'CANCELLING';
}

function overAlready({ rawStatus }: Transaction): GatewayError {
  return tooLate(`the transaction is ${rawStatus} already`);
}

function tooLate(message: string): GatewayError {
  return new GatewayError('UPSTREAM_REJECTED', message);
}
