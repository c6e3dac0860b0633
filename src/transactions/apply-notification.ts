import type { ApplyNotification } from '../events/inbox-worker';
import type { TransactionRecorder } from './transaction-recorder';

/** What a webhook tells of a transaction is recorded; other kinds are nothing to this slice. */
export function transactionApplier(recorder: TransactionRecorder): ApplyNotification {
  return async (content) => {
    if (content.kind !== 'TRANSACTION') return 'IGNORED';
    return (await recorder.record(content.transaction)) ? 'APPLIED' : 'SUPERSEDED';
  };
}
