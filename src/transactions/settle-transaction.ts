import type { FireblocksTransactions } from '../fireblocks/transactions';
import type { Intent } from '../intents/intent';
import type { IntentStore } from '../intents/intent-store';
import { externalTxIdOf } from './create-transaction';
import type { TransactionRecorder } from './transaction-recorder';

/**
 * Finds out whether a stranded transaction was sent. It is never sent here: a transfer must not
 * leave by itself an hour after its user gave up. The client's retry with the same key sends it.
 */
export class SettleTransaction {
  constructor(
    private readonly transactions: FireblocksTransactions,
    private readonly intents: IntentStore,
    private readonly recorder: TransactionRecorder,
  ) {}

  async run(intent: Intent): Promise<void> {
    const report = await this.transactions.findByExternalId(externalTxIdOf(intent));
    if (!report) {
      await this.intents.update(intent, { state: 'NOT_SENT' });
      return;
    }
    await this.recorder.record(report, (tx) =>
      this.intents.update(intent, { state: 'SUCCEEDED', entityId: report.id }, tx),
    );
  }
}
