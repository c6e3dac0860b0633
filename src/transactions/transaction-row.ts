import type { Transaction } from '../database/generated/client';
import type { FireblocksTransaction } from '../fireblocks/transaction';
import { isFinal } from './status';

/** What is told of a transaction; the rest of its row is about the telling. */
export type TransactionRow = Omit<Transaction, 'revision' | 'recordedAt' | 'checkedAt'>;

/** Stands for an operation that was not told. */
export const UNKNOWN_OPERATION = 'UNKNOWN';

/** A transaction as Fireblocks tells it, as a row. */
export function toRow(transaction: FireblocksTransaction): TransactionRow {
  return {
    id: transaction.id,
    status: transaction.status,
    subStatus: transaction.subStatus ?? '',
    finished: isFinal(transaction.status),
    lastUpdated: BigInt(transaction.lastUpdated),
    operation: transaction.operation ?? UNKNOWN_OPERATION,
    assetId: transaction.assetId,
    amount: transaction.amount,
    networkFee: transaction.networkFee ?? null,
    feeAssetId: transaction.feeCurrency ?? null,
    note: transaction.note,
    txHash: transaction.txHash,
    confirmations: transaction.numOfConfirmations,
    sourceAddress: transaction.sourceAddress,
    destinationAddress: transaction.destinationAddress,
    destinationTag: transaction.destinationTag,
    externalTxId: transaction.externalTxId,
    createdAt: new Date(transaction.createdAt),
  };
}
