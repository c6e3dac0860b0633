import type { FireblocksTransaction } from '../fireblocks/transaction';
import type { Transfer } from './parse-transfer';

interface Submitted {
  id: string;
  status: string;
  externalTxId: string;
  transfer: Transfer;
  /** Epoch ms. */
  createdAt: number;
}

/**
 * What the gateway knows of a transaction that it has just sent, in the form of a report by
 * Fireblocks. Its `lastUpdated` of 0 makes every real report a newer one.
 */
export function submittedReport(submitted: Submitted): FireblocksTransaction {
  const { id, status, externalTxId, transfer, createdAt } = submitted;
  const { walletId, accountId, operation, assetId, amount, destination, note } = transfer;
  const peer = { name: null, subType: null };
  return {
    id,
    externalTxId,
    status,
    subStatus: null,
    operation,
    assetId,
    amount,
    note: note ?? null,
    txHash: null,
    numOfConfirmations: 0,
    createdAt,
    lastUpdated: 0,
    source: { ...peer, type: 'END_USER_WALLET', id: accountId, walletId },
    destination: {
      ...peer,
      type: destination.type,
      id: destination.id ?? null,
      walletId: destination.walletId ?? null,
    },
    destinations: [],
    destinationAddress: destination.address ?? null,
    destinationTag: destination.tag ?? null,
    sourceAddress: null,
  };
}
