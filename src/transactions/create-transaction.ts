import type { Caller } from '../api/caller';
import { notFound } from '../api/gateway-error';
import { FireblocksError } from '../fireblocks/fireblocks-error';
import type { FireblocksTransaction } from '../fireblocks/transaction';
import type { FireblocksTransactions } from '../fireblocks/transactions';
import type { Intent } from '../intents/intent';
import type { IntentStore } from '../intents/intent-store';
import { runIntent } from '../intents/run-intent';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import type { WalletFinder } from '../wallets/wallet-finder';
import type { Transfer } from './parse-transfer';
import type { TransactionFinder } from './transaction-finder';
import type { TransactionRecorder } from './transaction-recorder';
import type { Transaction } from './transaction.type';
import { submittedReport } from './submitted-report';

interface CreateTransactionOptions {
  intents: IntentStore;
  transactions: FireblocksTransactions;
  wallets: WalletFinder;
  finder: TransactionFinder;
  recorder: TransactionRecorder;
  clock: Clock;
  log: Logger;
}

/**
 * Sends a transfer from the caller's wallet, once for each key. Fireblocks' permanent
 * `externalTxId` is the second net: a run that resumes looks there before it sends.
 */
export class CreateTransaction {
  constructor(private readonly options: CreateTransactionOptions) {}

  async run(caller: Caller, key: string, transfer: Transfer): Promise<Transaction> {
    const { intents, wallets, finder, log } = this.options;
    await wallets.requireOwn(caller, transfer.walletId);
    const begun = await intents.begin({
      caller,
      operation: 'createTransaction',
      scope: 'client',
      key,
      input: transfer,
      walletId: transfer.walletId,
      // A replay is answered on a frozen wallet too; only something new needs a usable one.
      guard: (tx) => wallets.requireUsableOwn(caller, transfer.walletId, tx),
    });
    const id =
      begun.state === 'DONE'
        ? begun.entityId
        : await runIntent({
            intents,
            intent: begun.intent,
            log,
            effect: async (intent) => {
              const sent = begun.resumed ? await this.findSent(intent) : undefined;
              // What has not left yet needs a usable wallet now, whenever its key was first used.
              if (!sent) await wallets.requireUsableOwn(caller, transfer.walletId);
              return this.conclude(intent, sent ?? (await this.submit(intent, transfer)));
            },
          });
    const transaction = await finder.find(caller, id);
    // The wallet was given to somebody else meanwhile.
    if (!transaction) throw notFound('wallet');
    return transaction;
  }

  private async conclude(intent: Intent, report: FireblocksTransaction): Promise<string> {
    const { intents, recorder } = this.options;
    await recorder.record(report, (tx) =>
      intents.update(intent, { state: 'SUCCEEDED', entityId: report.id }, tx),
    );
    return report.id;
  }

  private async submit(intent: Intent, transfer: Transfer): Promise<FireblocksTransaction> {
    const { transactions, clock } = this.options;
    const externalTxId = externalTxIdOf(intent);
    const { walletId: sourceWalletId, ...rest } = transfer;
    try {
      const created = await transactions.create(
        { ...rest, sourceWalletId, externalTxId },
        intent.upstreamKey,
      );
      return submittedReport({ ...created, externalTxId, transfer, createdAt: clock() });
    } catch (error) {
      // "This externalTxId exists already" is a refusal that means success: an earlier run sent it.
      const sent = isRefusal(error) ? await this.findSent(intent) : undefined;
      if (sent) return sent;
      throw error;
    }
  }

  private findSent(intent: Intent): Promise<FireblocksTransaction | undefined> {
    return this.options.transactions.findByExternalId(externalTxIdOf(intent));
  }
}

/** The transaction's own name at Fireblocks, where it stays unique for ever. */
export function externalTxIdOf({ id }: Intent): string {
  return `ncw-${id}`;
}

function isRefusal(error: unknown): boolean {
  return error instanceof FireblocksError && error.definitive;
}
